import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import { ShapeError } from '../operation';

describe('softmaxCrossEntropy', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'examples',
      {
        operands: [[3, 4], { shape: [3], values: [0, 3, 2], dtype: 'int32' }],
        build: softmaxCrossEntropy,
      },
    ],
    [
      'sequences',
      {
        operands: [[2, 3, 4], { shape: [2, 3], values: [0, 1, 2, 3, 0, 1], dtype: 'int32' }],
        build: softmaxCrossEntropy,
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('is the negative logarithm of the probability', () => {
    const { values } = evaluate({
      operands: [
        { shape: [2, 2], values: [0, 0, 1000, 0] },
        { shape: [2], values: [1, 1], dtype: 'int32' },
      ],
      build: softmaxCrossEntropy,
    });
    const expected = [Math.LN2, 1000];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses labels of another shape', () => {
    expect(() =>
      evaluate({
        operands: [[2, 4], { shape: [3], values: [0, 3, 2], dtype: 'int32' }],
        build: softmaxCrossEntropy,
      }),
    ).toThrow(ShapeError);
  });

  it.each([2, 3, 4, 7, 32, 36, 67])('compiles: %i classes', (classes) => {
    for (const shape of [[], [3], [2, 2]]) {
      const count = shape.reduce((a, b) => a * b, 1);
      const values = Array.from({ length: count }, (_, i) => (3 * i + 1) % classes);
      const labels = { shape, values, dtype: 'int32' as const };
      checkCompiled({ operands: [[...shape, classes], labels], build: softmaxCrossEntropy });
    }
  });
});
