import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { maxPool } from './max-pool';
import { ShapeError } from '../operation';

describe('maxPool', () => {
  it.each<readonly [string, OperationCase]>([
    ['whole squares', { operands: [[2, 4, 4, 3]], build: (x) => maxPool(x, 2) }],
    ['a rest at the border', { operands: [[1, 5, 7, 2]], build: (x) => maxPool(x, 3) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('takes the greatest', () => {
    expect(
      evaluate({
        operands: [{ shape: [1, 2, 2, 1], values: [1, 4, 3, 2] }],
        build: (x) => maxPool(x, 2),
      }),
    ).toEqual({ shape: [1, 1, 1, 1], values: [4] });
  });

  it('refuses an image that is too small', () => {
    expect(() => evaluate({ operands: [[1, 1, 2, 1]], build: (x) => maxPool(x, 2) })).toThrow(
      ShapeError,
    );
  });
});
