import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { concat } from './concat';
import { ShapeError } from '../operation';

describe('concat', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'the first axis',
      {
        operands: [
          [2, 3],
          [1, 3],
        ],
        build: (x, y) => concat([x!, y!], 0),
      },
    ],
    [
      'the last axis',
      {
        operands: [
          [2, 1],
          [2, 3],
          [2, 2],
        ],
        build: (x, y, z) => concat([x!, y!, z!], -1),
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('joins', () => {
    expect(
      evaluate({
        operands: [
          { shape: [2, 1], values: [1, 2] },
          { shape: [2, 1], values: [3, 4] },
        ],
        build: (x, y) => concat([x!, y!], 1),
      }),
    ).toEqual({ shape: [2, 2], values: [1, 3, 2, 4] });
  });

  it('refuses parts that differ beside the axis', () => {
    expect(() =>
      evaluate({
        operands: [
          [2, 3],
          [1, 2],
        ],
        build: (x, y) => concat([x!, y!], 0),
      }),
    ).toThrow(ShapeError);
  });

  it.each([0, 1, 2])('compiles: axis %i', (axis) => {
    const operands = [0, 1, 2].map((more) => [3, 5, 7].map((n, i) => (i === axis ? n + more : n)));
    checkCompiled({ operands, build: (x, ...rest) => concat([x!, ...rest], axis) });
  });
});
