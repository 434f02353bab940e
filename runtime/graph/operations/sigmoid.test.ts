import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { sigmoid } from './sigmoid';
import { ShapeError } from '../operation';

describe('sigmoid', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[2, 3]], build: sigmoid }],
    ['a scalar', { operands: [{ shape: [], values: [0.75] }], build: sigmoid }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('gives known values', () => {
    const { values } = evaluate({
      operands: [{ shape: [3], values: [0, 2, -800] }],
      build: sigmoid,
    });
    const expected = [0.5, 0.8807970779778823, 0];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses whole numbers', () => {
    expect(() =>
      evaluate({ operands: [{ shape: [1], values: [1], dtype: 'int32' }], build: sigmoid }),
    ).toThrow(ShapeError);
  });

  it.each([[1], [7], [3, 5], [2, 3, 9]].map((shape) => [shape]))('compiles: %j', (shape) => {
    checkCompiled({ operands: [shape], build: sigmoid });
  });
});
