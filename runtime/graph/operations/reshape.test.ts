import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { reshape } from './reshape';
import { ShapeError } from '../operation';

describe('reshape', () => {
  it.each<readonly [string, OperationCase]>([
    ['another rank', { operands: [[2, 6]], build: (x) => reshape(x, [3, 2, 2]) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('works out one extent', () => {
    expect(
      evaluate({
        operands: [{ shape: [4], values: [1, 2, 3, 4] }],
        build: (x) => reshape(x, [2, -1]),
      }),
    ).toEqual({ shape: [2, 2], values: [1, 2, 3, 4] });
  });

  it('refuses another number of elements', () => {
    expect(() => evaluate({ operands: [[2, 3]], build: (x) => reshape(x, [4]) })).toThrow(
      ShapeError,
    );
  });
});
