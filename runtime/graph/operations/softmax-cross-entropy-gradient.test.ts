import { describe, expect, it } from 'vitest';
import { checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { softmaxCrossEntropyGradient } from './softmax-cross-entropy-gradient';

describe('softmaxCrossEntropyGradient', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'examples',
      {
        operands: [[3], [3, 4], { shape: [3], values: [0, 3, 2], dtype: 'int32' }],
        build: softmaxCrossEntropyGradient,
      },
    ],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('is softmax less one-hot, times upstream', () => {
    const { values } = evaluate({
      operands: [
        { shape: [1], values: [4] },
        { shape: [1, 2], values: [0, 0] },
        { shape: [1], values: [1], dtype: 'int32' },
      ],
      build: softmaxCrossEntropyGradient,
    });
    const expected = [2, -2];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });
});
