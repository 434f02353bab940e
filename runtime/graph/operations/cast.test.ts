import { describe, expect, it } from 'vitest';
import { checkCompiled, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { cast } from './cast';
import { ShapeError } from '../operation';

describe('cast', () => {
  it.each<readonly [string, OperationCase]>([
    ['whole numbers', { operands: [{ shape: [2], values: [3, -4], dtype: 'int32' }], build: cast }],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('keeps the number', () => {
    expect(
      evaluate({ operands: [{ shape: [2], values: [3, -4], dtype: 'int32' }], build: cast }),
    ).toEqual({ shape: [2], values: [3, -4] });
  });

  it('refuses what is real already', () => {
    expect(() => evaluate({ operands: [[2]], build: cast })).toThrow(ShapeError);
  });

  it('compiles', () => {
    checkCompiled({
      operands: [{ shape: [5], values: [0, -1, 2, 3, 9], dtype: 'int32' }],
      build: cast,
    });
  });
});
