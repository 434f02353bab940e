import { describe, expect, it } from 'vitest';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { mean } from './mean';
import { ShapeError } from '../operation';

describe('mean', () => {
  it.each<readonly [string, OperationCase]>([
    ['all axes', { operands: [[2, 3]], build: (x) => mean(x) }],
    ['the first axis', { operands: [[2, 3]], build: (x) => mean(x, { axes: [0] }) }],
    [
      'the last axis, kept',
      { operands: [[2, 3, 2]], build: (x) => mean(x, { axes: [-1], keepDims: true }) },
    ],
    ['two axes apart', { operands: [[2, 3, 2]], build: (x) => mean(x, { axes: [0, 2] }) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('reduces rows', () => {
    expect(
      evaluate({
        operands: [{ shape: [2, 2], values: [1, 2, 3, 5] }],
        build: (x) => mean(x, { axes: [1] }),
      }),
    ).toEqual({ shape: [2], values: [1.5, 4] });
  });

  it('refuses an axis that is not there', () => {
    expect(() => evaluate({ operands: [[2]], build: (x) => mean(x, { axes: [1] }) })).toThrow(
      ShapeError,
    );
  });

  it.each([[[0]], [[1]], [[2]], [[0, 1]], [[0, 2]], [[1, 2]], [[0, 1, 2]]])(
    'compiles: over %j',
    (axes) => {
      for (const keepDims of [true, false])
        checkCompiled({ operands: [[3, 5, 7]], build: (x) => mean(x, { axes, keepDims }) });
    },
  );
});
