import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { normalize } from './normalize';

describe('normalize', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[3, 5]], build: (x) => normalize(x) }],
    ['a cube, a large epsilon', { operands: [[2, 2, 4]], build: (x) => normalize(x, 0.1) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('has mean 0 and variance 1', () => {
    const { values } = evaluate({
      operands: [{ shape: [1, 2], values: [3, 7] }],
      build: (x) => normalize(x, 0),
    });
    const expected = [-1, 1];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it.each([2, 3, 4, 7, 32, 36, 67])('compiles: rows of %i', (width) => {
    for (const shape of [[width], [3, width], [2, 2, width]])
      checkCompiled({ operands: [shape], build: (x) => normalize(x) });
  });
});
