import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { subtract } from './subtract';
import { ShapeError } from '../operation';

describe('subtract', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'equal shapes',
      {
        operands: [
          [2, 3],
          [2, 3],
        ],
        build: subtract,
      },
    ],
    ['a row against a matrix', { operands: [[2, 3], [3]], build: subtract }],
    [
      'a column against a row',
      {
        operands: [
          [2, 1],
          [1, 3],
        ],
        build: subtract,
      },
    ],
    ['a scalar against a cube', { operands: [[], [2, 3, 2]], build: subtract }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('subtracts from a number', () => {
    expect(
      evaluate({ operands: [{ shape: [2], values: [1, 2] }], build: (x) => subtract(10, x) }),
    ).toEqual({ shape: [2], values: [9, 8] });
  });

  it('refuses shapes that do not broadcast', () => {
    expect(() => evaluate({ operands: [[2, 3], [2]], build: subtract })).toThrow(ShapeError);
  });
});
