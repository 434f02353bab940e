import { describe, expect, it } from 'vitest';
import { checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { normalizeGradient } from './normalize-gradient';

describe('normalizeGradient', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'a matrix',
      {
        operands: [
          [2, 3],
          [2, 3],
          [2, 3],
        ],
        build: (g, x, y) => normalizeGradient(g!, x!, y!, 1e-5),
      },
    ],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('lets nothing through that only moves the mean', () => {
    const { values } = evaluate({
      operands: [
        { shape: [1, 2], values: [5, 5] },
        { shape: [1, 2], values: [3, 7] },
        { shape: [1, 2], values: [-1, 1] },
      ],
      build: (g, x, y) => normalizeGradient(g!, x!, y!, 0),
    });
    const expected = [0, 0];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });
});
