import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { divide } from './divide';
import { ShapeError } from '../operation';

describe('divide', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'equal shapes',
      {
        operands: [
          [2, 3],
          [2, 3],
        ],
        build: divide,
      },
    ],
    ['a row against a matrix', { operands: [[2, 3], [3]], build: divide }],
    [
      'a column against a row',
      {
        operands: [
          [2, 1],
          [1, 3],
        ],
        build: divide,
      },
    ],
    ['a scalar against a cube', { operands: [[], [2, 3, 2]], build: divide }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('divides element by element', () => {
    expect(
      evaluate({
        operands: [
          { shape: [2], values: [1, 3] },
          { shape: [2], values: [4, -2] },
        ],
        build: divide,
      }),
    ).toEqual({ shape: [2], values: [0.25, -1.5] });
  });

  it('refuses shapes that do not broadcast', () => {
    expect(() => evaluate({ operands: [[2, 3], [2]], build: divide })).toThrow(ShapeError);
  });

  it('compiles', () => {
    checkCompiled({
      operands: [[3, 5], { shape: [5], values: [1, -2, 3, 0.5, 7] }],
      build: divide,
    });
  });
});
