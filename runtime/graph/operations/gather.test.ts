import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { gather } from './gather';
import { ShapeError } from '../operation';

describe('gather', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'rows of a table',
      {
        operands: [[3, 2], { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        build: gather,
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('looks rows up', () => {
    expect(
      evaluate({
        operands: [
          { shape: [2, 2], values: [1, 2, 3, 4] },
          { shape: [1], values: [1], dtype: 'int32' },
        ],
        build: gather,
      }),
    ).toEqual({ shape: [1, 2], values: [3, 4] });
  });

  it('refuses a table of rank 1', () => {
    expect(() =>
      evaluate({
        operands: [[3], { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        build: gather,
      }),
    ).toThrow(ShapeError);
  });

  it.each([1, 3, 4, 7, 64])('compiles: rows of %i', (width) => {
    const indices = { shape: [2, 3], values: [0, 4, 4, 1, 2, 4], dtype: 'int32' as const };
    checkCompiled({ operands: [[5, width], indices], build: gather });
  });
});
