import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { relu } from './relu';
import { ShapeError } from '../operation';

describe('relu', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[2, 3]], build: relu }],
    ['a scalar', { operands: [{ shape: [], values: [0.75] }], build: relu }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('gives known values', () => {
    const { values } = evaluate({ operands: [{ shape: [3], values: [0, 2, -8] }], build: relu });
    const expected = [0, 2, 0];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses whole numbers', () => {
    expect(() =>
      evaluate({ operands: [{ shape: [1], values: [1], dtype: 'int32' }], build: relu }),
    ).toThrow(ShapeError);
  });
});
