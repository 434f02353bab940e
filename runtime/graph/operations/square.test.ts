import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { square } from './square';
import { ShapeError } from '../operation';

describe('square', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[2, 3]], build: square }],
    ['a scalar', { operands: [{ shape: [], values: [0.75] }], build: square }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('gives known values', () => {
    const { values } = evaluate({ operands: [{ shape: [2], values: [3, -2] }], build: square });
    const expected = [9, 4];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses whole numbers', () => {
    expect(() =>
      evaluate({ operands: [{ shape: [1], values: [1], dtype: 'int32' }], build: square }),
    ).toThrow(ShapeError);
  });

  it.each([[1], [7], [3, 5], [2, 3, 9]].map((shape) => [shape]))('compiles: %j', (shape) => {
    checkCompiled({ operands: [shape], build: square });
  });
});
