import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { matmul } from './matmul';
import { ShapeError } from '../operation';

describe('matmul', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'AB',
      {
        operands: [
          [3, 4],
          [4, 2],
        ],
        build: (a, b) => matmul(a, b, { transposeA: false, transposeB: false }),
      },
    ],
    [
      'AB in batches',
      {
        operands: [
          [5, 3, 4],
          [5, 4, 2],
        ],
        build: (a, b) => matmul(a, b, { transposeA: false, transposeB: false }),
      },
    ],
    [
      'ABᵀ',
      {
        operands: [
          [3, 4],
          [2, 4],
        ],
        build: (a, b) => matmul(a, b, { transposeA: false, transposeB: true }),
      },
    ],
    [
      'ABᵀ in batches',
      {
        operands: [
          [5, 3, 4],
          [5, 2, 4],
        ],
        build: (a, b) => matmul(a, b, { transposeA: false, transposeB: true }),
      },
    ],
    [
      'AᵀB',
      {
        operands: [
          [4, 3],
          [4, 2],
        ],
        build: (a, b) => matmul(a, b, { transposeA: true, transposeB: false }),
      },
    ],
    [
      'AᵀB in batches',
      {
        operands: [
          [5, 4, 3],
          [5, 4, 2],
        ],
        build: (a, b) => matmul(a, b, { transposeA: true, transposeB: false }),
      },
    ],
    [
      'AᵀBᵀ',
      {
        operands: [
          [4, 3],
          [2, 4],
        ],
        build: (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
      },
    ],
    [
      'AᵀBᵀ in batches',
      {
        operands: [
          [5, 4, 3],
          [5, 2, 4],
        ],
        build: (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
      },
    ],
    [
      'one matrix for all places',
      {
        operands: [
          [2, 3, 4],
          [4, 2],
        ],
        build: (a, b) => matmul(a, b),
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('multiplies', () => {
    expect(
      evaluate({
        operands: [
          { shape: [2, 2], values: [1, 2, 3, 4] },
          { shape: [2, 1], values: [10, 100] },
        ],
        build: (a, b) => matmul(a, b),
      }),
    ).toEqual({ shape: [2, 1], values: [210, 430] });
  });

  it('refuses inner extents that differ', () => {
    expect(() =>
      evaluate({
        operands: [
          [2, 3],
          [2, 3],
        ],
        build: (a, b) => matmul(a, b),
      }),
    ).toThrow(ShapeError);
  });
});
