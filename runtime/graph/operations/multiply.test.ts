import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { multiply } from './multiply';
import { ShapeError } from '../operation';

describe('multiply', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'equal shapes',
      {
        operands: [
          [2, 3],
          [2, 3],
        ],
        build: multiply,
      },
    ],
    ['a row against a matrix', { operands: [[2, 3], [3]], build: multiply }],
    [
      'a column against a row',
      {
        operands: [
          [2, 1],
          [1, 3],
        ],
        build: multiply,
      },
    ],
    ['a scalar against a cube', { operands: [[], [2, 3, 2]], build: multiply }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('multiplies element by element', () => {
    expect(
      evaluate({
        operands: [
          { shape: [2], values: [2, 3] },
          { shape: [2], values: [5, -7] },
        ],
        build: multiply,
      }),
    ).toEqual({ shape: [2], values: [10, -21] });
  });

  it('refuses shapes that do not broadcast', () => {
    expect(() => evaluate({ operands: [[2, 3], [2]], build: multiply })).toThrow(ShapeError);
  });
});
