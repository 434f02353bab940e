import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { conv2dFilterGradient } from './conv2d-filter-gradient';

describe('conv2dFilterGradient', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'stride 1',
      {
        operands: [
          [1, 3, 4, 2],
          [1, 3, 4, 3],
        ],
        build: (g, x) => conv2dFilterGradient(g!, x!, [3, 3, 3, 2], { stride: 1, padding: 'same' }),
      },
    ],
    [
      'stride 2',
      {
        operands: [
          [1, 2, 2, 2],
          [1, 6, 5, 1],
        ],
        build: (g, x) =>
          conv2dFilterGradient(g!, x!, [3, 2, 1, 2], { stride: 2, padding: 'valid' }),
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('correlates images and upstream', () => {
    expect(
      evaluate({
        operands: [
          { shape: [1, 1, 1, 1], values: [3] },
          { shape: [1, 1, 2, 1], values: [10, 1] },
        ],
        build: (g, x) =>
          conv2dFilterGradient(g!, x!, [1, 2, 1, 1], { stride: 1, padding: 'valid' }),
      }),
    ).toEqual({ shape: [1, 2, 1, 1], values: [30, 3] });
  });
});
