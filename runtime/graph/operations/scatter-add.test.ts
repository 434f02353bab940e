import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { Value } from '../builder';
import type { OperationCase } from '../check-operation.test-helper';
import { scatterAdd } from './scatter-add';
import { ShapeError } from '../operation';

describe('scatterAdd', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'rows to a table',
      {
        operands: [[2, 2, 3], { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        build: (x, i) => scatterAdd(x!, i!, 4),
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('sums what goes to the same row', () => {
    expect(
      evaluate({
        operands: [
          { shape: [2, 1], values: [3, 4] },
          { shape: [2], values: [1, 1], dtype: 'int32' },
        ],
        build: (x, i) => scatterAdd(x!, i!, 3),
      }),
    ).toEqual({ shape: [3, 1], values: [0, 7, 0] });
  });

  it('refuses indices of another shape', () => {
    expect(() =>
      evaluate({
        operands: [[3, 2], { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        build: (x, i) => scatterAdd(x!, i!, 3),
      }),
    ).toThrow(ShapeError);
  });

  it.each([1, 3, 4, 7, 64])('compiles: rows of %i', (width) => {
    const indices = { shape: [2, 3], values: [0, 4, 4, 1, 2, 4], dtype: 'int32' as const };
    const build = (updates: Value, at: Value): Value => scatterAdd(updates, at, 6);
    checkCompiled({ operands: [[2, 3, width], indices], build });
  });
});
