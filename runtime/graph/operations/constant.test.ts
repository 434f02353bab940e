import { describe, expect, it } from 'vitest';
import { checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { constant } from './constant';
import { ShapeError } from '../operation';

describe('constant', () => {
  it.each<readonly [string, OperationCase]>([
    ['by itself', { operands: [[1]], build: (x) => constant(x!.builder, [2], [3, 4]) }],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('holds the numbers', () => {
    expect(
      evaluate({ operands: [[1]], build: (x) => constant(x!.builder, [2, 1], [3, 4]) }),
    ).toEqual({ shape: [2, 1], values: [3, 4] });
  });

  it('refuses too few numbers', () => {
    expect(() =>
      evaluate({ operands: [[1]], build: (x) => constant(x!.builder, [3], [3, 4]) }),
    ).toThrow(ShapeError);
  });
});
