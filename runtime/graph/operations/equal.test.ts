import { describe, expect, it } from 'vitest';
import { checkCompiled, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { equal } from './equal';
import { ShapeError } from '../operation';

describe('equal', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'labels',
      {
        operands: [
          { shape: [3], values: [1, 2, 3], dtype: 'int32' },
          { shape: [3], values: [1, 0, 3], dtype: 'int32' },
        ],
        build: equal,
      },
    ],
    [
      'numbers',
      {
        operands: [
          { shape: [2], values: [1, 2] },
          { shape: [1], values: [2] },
        ],
        build: equal,
      },
    ],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('is 1 where both are the same', () => {
    expect(
      evaluate({
        operands: [
          { shape: [3], values: [1, 2, 3], dtype: 'int32' },
          { shape: [3], values: [1, 0, 3], dtype: 'int32' },
        ],
        build: equal,
      }),
    ).toEqual({ shape: [3], values: [1, 0, 1] });
  });

  it('refuses an integer beside a real number', () => {
    expect(() =>
      evaluate({ operands: [{ shape: [1], values: [1], dtype: 'int32' }, [1]], build: equal }),
    ).toThrow(ShapeError);
  });

  it('compiles', () => {
    const whole = (values: readonly number[]) => ({ shape: [7], values, dtype: 'int32' as const });
    const operands = [whole([0, 1, 2, 3, 4, 5, 6]), whole([0, 2, 2, 3, 3, 5, 5])];
    checkCompiled({ operands, build: equal });
  });
});
