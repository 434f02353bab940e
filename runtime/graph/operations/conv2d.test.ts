import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { conv2d } from './conv2d';
import { ShapeError } from '../operation';

describe('conv2d', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'same padding',
      {
        operands: [
          [2, 4, 5, 2],
          [3, 3, 2, 3],
        ],
        build: (x, f) => conv2d(x!, f!),
      },
    ],
    [
      'no padding',
      {
        operands: [
          [1, 4, 5, 2],
          [2, 3, 2, 2],
        ],
        build: (x, f) => conv2d(x!, f!, { padding: 'valid' }),
      },
    ],
    [
      'an even filter',
      {
        operands: [
          [1, 4, 4, 1],
          [2, 2, 1, 2],
        ],
        build: (x, f) => conv2d(x!, f!),
      },
    ],
    [
      'stride 2',
      {
        operands: [
          [1, 5, 6, 2],
          [3, 3, 2, 2],
        ],
        build: (x, f) => conv2d(x!, f!, { stride: 2 }),
      },
    ],
    [
      'stride 2, no padding',
      {
        operands: [
          [1, 6, 5, 1],
          [3, 2, 1, 2],
        ],
        build: (x, f) => conv2d(x!, f!, { stride: 2, padding: 'valid' }),
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('does not flip the filter', () => {
    expect(
      evaluate({
        operands: [
          { shape: [1, 1, 3, 1], values: [1, 2, 4] },
          { shape: [1, 2, 1, 1], values: [10, 1] },
        ],
        build: (x, f) => conv2d(x!, f!, { padding: 'valid' }),
      }),
    ).toEqual({ shape: [1, 1, 2, 1], values: [12, 24] });
  });

  it('refuses another number of channels', () => {
    expect(() =>
      evaluate({
        operands: [
          [1, 4, 4, 2],
          [3, 3, 1, 2],
        ],
        build: (x, f) => conv2d(x!, f!),
      }),
    ).toThrow(ShapeError);
  });
});
