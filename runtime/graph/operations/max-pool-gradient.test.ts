import { describe, expect, it } from 'vitest';
import { checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { maxPoolGradient } from './max-pool-gradient';

describe('maxPoolGradient', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'equal maxima',
      {
        operands: [
          { shape: [1, 1, 1, 1], values: [5] },
          { shape: [1, 2, 2, 1], values: [1, 4, 4, 2] },
          { shape: [1, 1, 1, 1], values: [4] },
        ],
        build: (g, x, y) => maxPoolGradient(g!, x!, y!, 2),
      },
    ],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('is shared by equal maxima', () => {
    expect(
      evaluate({
        operands: [
          { shape: [1, 1, 1, 1], values: [5] },
          { shape: [1, 2, 2, 1], values: [1, 4, 4, 2] },
          { shape: [1, 1, 1, 1], values: [4] },
        ],
        build: (g, x, y) => maxPoolGradient(g!, x!, y!, 2),
      }),
    ).toEqual({ shape: [1, 2, 2, 1], values: [0, 2.5, 2.5, 0] });
  });
});
