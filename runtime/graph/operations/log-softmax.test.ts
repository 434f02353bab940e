import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { logSoftmax } from './log-softmax';

describe('logSoftmax', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[3, 4]], build: logSoftmax }],
    ['a cube', { operands: [[2, 2, 3]], build: logSoftmax }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('does not overflow', () => {
    const { values } = evaluate({
      operands: [{ shape: [1, 2], values: [1000, 1000] }],
      build: logSoftmax,
    });
    const expected = [-Math.LN2, -Math.LN2];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it.each([1, 2, 3, 4, 7, 32, 36, 67])('compiles: rows of %i', (width) => {
    for (const shape of [[width], [3, width], [2, 2, width]])
      checkCompiled({ operands: [shape], build: logSoftmax });
  });
});
