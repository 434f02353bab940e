import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { conv2dInputGradient } from './conv2d-input-gradient';

describe('conv2dInputGradient', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'stride 1',
      {
        operands: [
          [1, 3, 4, 2],
          [3, 3, 2, 2],
        ],
        build: (g, f) => conv2dInputGradient(g!, f!, [1, 3, 4, 2], { stride: 1, padding: 'same' }),
      },
    ],
    [
      'stride 2',
      {
        operands: [
          [1, 2, 2, 2],
          [3, 2, 1, 2],
        ],
        build: (g, f) => conv2dInputGradient(g!, f!, [1, 6, 5, 1], { stride: 2, padding: 'valid' }),
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('spreads the filter', () => {
    expect(
      evaluate({
        operands: [
          { shape: [1, 1, 1, 1], values: [3] },
          { shape: [1, 2, 1, 1], values: [10, 1] },
        ],
        build: (g, f) => conv2dInputGradient(g!, f!, [1, 1, 2, 1], { stride: 1, padding: 'valid' }),
      }),
    ).toEqual({ shape: [1, 1, 2, 1], values: [30, 3] });
  });
});
