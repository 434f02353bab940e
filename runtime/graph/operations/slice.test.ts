import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { slice, sliceAxis } from './slice';
import { ShapeError } from '../operation';

describe('slice', () => {
  it.each<readonly [string, OperationCase]>([
    ['a box', { operands: [[3, 4]], build: (x) => slice(x, [1, 1], [2, 2]) }],
    ['along one axis', { operands: [[2, 4, 2]], build: (x) => sliceAxis(x, 1, 1, 2) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('takes a box', () => {
    expect(
      evaluate({
        operands: [{ shape: [2, 2], values: [1, 2, 3, 4] }],
        build: (x) => slice(x, [0, 1], [2, 1]),
      }),
    ).toEqual({ shape: [2, 1], values: [2, 4] });
  });

  it('refuses to reach beyond the end', () => {
    expect(() => evaluate({ operands: [[2, 3]], build: (x) => sliceAxis(x, 1, 2, 2) })).toThrow(
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
      [5, 192],
      [0, 64],
      [5, 64],
    ],
    [
      [3, 5, 7],
      [1, 1, 1],
      [1, 3, 5],
    ],
    [[70], [3], [50]],
  ])('compiles: %j from %j on, %j', (shape, begin, size) => {
    checkCompiled({ operands: [shape], build: (x) => slice(x, begin, size) });
  });
});
