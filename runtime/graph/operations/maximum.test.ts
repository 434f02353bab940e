import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { maximum } from './maximum';
import { ShapeError } from '../operation';

describe('maximum', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'equal shapes',
      {
        operands: [
          [2, 3],
          [2, 3],
        ],
        build: maximum,
      },
    ],
    ['a row against a matrix', { operands: [[2, 3], [3]], build: maximum }],
    [
      'a column against a row',
      {
        operands: [
          [2, 1],
          [1, 3],
        ],
        build: maximum,
      },
    ],
    ['a scalar against a cube', { operands: [[], [2, 3, 2]], build: maximum }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('takes the greater of each pair', () => {
    expect(
      evaluate({
        operands: [
          { shape: [3], values: [1, 3, -1] },
          { shape: [3], values: [4, -2, -1] },
        ],
        build: maximum,
      }),
    ).toEqual({ shape: [3], values: [4, 3, -1] });
  });

  it('refuses shapes that do not broadcast', () => {
    expect(() => evaluate({ operands: [[2, 3], [2]], build: maximum })).toThrow(ShapeError);
  });

  it('compiles', () => {
    checkCompiled({
      operands: [
        [3, 5],
        [3, 1],
      ],
      build: maximum,
    });
  });
});
