import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { pad } from './pad';
import { ShapeError } from '../operation';

describe('pad', () => {
  it.each<readonly [string, OperationCase]>([
    ['both sides', { operands: [[2, 3]], build: (x) => pad(x, [1, 0], [0, 2]) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('puts zeros around', () => {
    expect(
      evaluate({ operands: [{ shape: [1], values: [5] }], build: (x) => pad(x, [1], [2]) }),
    ).toEqual({ shape: [4], values: [0, 5, 0, 0] });
  });

  it('refuses settings of another rank', () => {
    expect(() => evaluate({ operands: [[2, 3]], build: (x) => pad(x, [1], [1]) })).toThrow(
      ShapeError,
    );
  });

  it.each([
    [
      [5, 7],
      [1, 2],
      [3, 4],
    ],
    [
      [3, 5, 7],
      [1, 0, 1],
      [1, 0, 0],
    ],
    [[9], [0], [0]],
  ])('compiles: %j by %j and %j', (shape, before, after) => {
    checkCompiled({ operands: [shape], build: (x) => pad(x, before, after) });
  });
});
