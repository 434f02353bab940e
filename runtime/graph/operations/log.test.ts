import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { log } from './log';
import { ShapeError } from '../operation';

describe('log', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'a matrix',
      { operands: [{ shape: [2, 3], values: [0.2, 0.9, 1.4, 3, 0.05, 7] }], build: log },
    ],
    ['a scalar', { operands: [{ shape: [], values: [0.75] }], build: log }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('gives known values', () => {
    const { values } = evaluate({ operands: [{ shape: [2], values: [1, 2] }], build: log });
    const expected = [0, Math.LN2];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses whole numbers', () => {
    expect(() =>
      evaluate({ operands: [{ shape: [1], values: [1], dtype: 'int32' }], build: log }),
    ).toThrow(ShapeError);
  });

  it.each([1, 5, 14])('compiles: %i numbers', (count) => {
    const values = Array.from({ length: count }, (_, i) => 0.01 + 0.37 * i);
    checkCompiled({ operands: [{ shape: [count], values }], build: log });
  });
});
