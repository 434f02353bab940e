import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { transpose } from './transpose';
import { ShapeError } from '../operation';

describe('transpose', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[2, 3]], build: (x) => transpose(x, [1, 0]) }],
    ['five axes', { operands: [[2, 3, 1, 2, 2]], build: (x) => transpose(x, [2, 0, 3, 1, 4]) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('exchanges rows and columns', () => {
    expect(
      evaluate({
        operands: [{ shape: [2, 2], values: [1, 2, 3, 4] }],
        build: (x) => transpose(x, [1, 0]),
      }),
    ).toEqual({ shape: [2, 2], values: [1, 3, 2, 4] });
  });

  it('refuses an axis named twice', () => {
    expect(() => evaluate({ operands: [[2, 3]], build: (x) => transpose(x, [0, 0]) })).toThrow(
      ShapeError,
    );
  });

  it.each([
    [
      [4, 4],
      [1, 0],
    ],
    [
      [9, 13],
      [1, 0],
    ],
    [
      [2, 9, 5],
      [0, 2, 1],
    ],
    [
      [2, 9, 5],
      [2, 1, 0],
    ],
    [
      [2, 3, 4, 16],
      [0, 2, 1, 3],
    ],
    [
      [2, 3, 4, 37],
      [0, 2, 1, 3],
    ],
    [
      [2, 8, 3, 12],
      [0, 3, 2, 1],
    ],
    [
      [3, 4, 5, 6],
      [3, 1, 0, 2],
    ],
    [
      [2, 3],
      [0, 1],
    ],
    [[], []],
  ])('compiles: %j, axes %j', (shape, permutation) => {
    checkCompiled({ operands: [shape], build: (x) => transpose(x, permutation) });
  });
});
