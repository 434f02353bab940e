import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { gelu } from './gelu';
import { ShapeError } from '../operation';

describe('gelu', () => {
  it.each<readonly [string, OperationCase]>([
    ['a matrix', { operands: [[2, 3]], build: gelu }],
    ['a scalar', { operands: [{ shape: [], values: [0.75] }], build: gelu }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('gives known values', () => {
    const { values } = evaluate({ operands: [{ shape: [3], values: [0, 1, -2] }], build: gelu });
    const expected = [0, 0.8411919906082768, -0.045402305912225396];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses whole numbers', () => {
    expect(() =>
      evaluate({ operands: [{ shape: [1], values: [1], dtype: 'int32' }], build: gelu }),
    ).toThrow(ShapeError);
  });

  it.each([[1], [7], [3, 5], [2, 3, 9]].map((shape) => [shape]))('compiles: %j', (shape) => {
    checkCompiled({ operands: [shape], build: gelu });
  });
});
