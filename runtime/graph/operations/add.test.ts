import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { add } from './add';
import { ShapeError } from '../operation';

describe('add', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'equal shapes',
      {
        operands: [
          [2, 3],
          [2, 3],
        ],
        build: add,
      },
    ],
    ['a row against a matrix', { operands: [[2, 3], [3]], build: add }],
    [
      'a column against a row',
      {
        operands: [
          [2, 1],
          [1, 3],
        ],
        build: add,
      },
    ],
    ['a scalar against a cube', { operands: [[], [2, 3, 2]], build: add }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('adds a number to each element', () => {
    expect(
      evaluate({ operands: [{ shape: [2], values: [1, 2] }], build: (x) => add(x, 10) }),
    ).toEqual({ shape: [2], values: [11, 12] });
  });

  it('refuses shapes that do not broadcast', () => {
    expect(() => evaluate({ operands: [[2, 3], [2]], build: add })).toThrow(ShapeError);
  });
});
