import { describe, expect, it } from 'vitest';
import { checkCompiled, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { geluSlope } from './gelu-slope';
import { ShapeError } from '../operation';

describe('geluSlope', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[2, 3]], build: geluSlope }],
    ['a scalar', { operands: [{ shape: [], values: [0.75] }], build: geluSlope }],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('gives known values', () => {
    const { values } = evaluate({
      operands: [{ shape: [3], values: [0, 40, -40] }],
      build: geluSlope,
    });
    const expected = [0.5, 1, 0];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses whole numbers', () => {
    expect(() =>
      evaluate({ operands: [{ shape: [1], values: [1], dtype: 'int32' }], build: geluSlope }),
    ).toThrow(ShapeError);
  });

  it.each([[1], [7], [3, 5], [2, 3, 9]].map((shape) => [shape]))('compiles: %j', (shape) => {
    checkCompiled({ operands: [shape], build: geluSlope });
  });
});
