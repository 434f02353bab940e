import { describe, expect, it } from 'vitest';
import { checkCompiled, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { oneHot } from './one-hot';

describe('oneHot', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'a matrix',
      {
        operands: [{ shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        build: (i) => oneHot(i, 3),
      },
    ],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('is 1 at the index', () => {
    expect(
      evaluate({
        operands: [{ shape: [2], values: [2, 0], dtype: 'int32' }],
        build: (i) => oneHot(i, 3),
      }),
    ).toEqual({ shape: [2, 3], values: [0, 0, 1, 1, 0, 0] });
  });

  it.each([4, 7])('compiles: %i deep', (depth) => {
    const indices = { shape: [2, 3], values: [0, 3, 3, 1, 2, 0], dtype: 'int32' as const };
    checkCompiled({ operands: [indices], build: (at) => oneHot(at, depth) });
  });
});
