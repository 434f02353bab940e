import { describe, expect, it } from 'vitest';
import { checkGradient, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { broadcastTo } from './broadcast-to';
import { ShapeError } from '../operation';

describe('broadcastTo', () => {
  it.each<readonly [string, OperationCase]>([
    ['new leading axes', { operands: [[3]], build: (x) => broadcastTo(x, [2, 2, 3]) }],
    ['an axis of extent 1', { operands: [[2, 1, 3]], build: (x) => broadcastTo(x, [2, 4, 3]) }],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('repeats', () => {
    expect(
      evaluate({
        operands: [{ shape: [2, 1], values: [1, 2] }],
        build: (x) => broadcastTo(x, [2, 2]),
      }),
    ).toEqual({ shape: [2, 2], values: [1, 1, 2, 2] });
  });

  it('refuses to shrink', () => {
    expect(() => evaluate({ operands: [[2, 3]], build: (x) => broadcastTo(x, [3]) })).toThrow(
      ShapeError,
    );
  });
});
