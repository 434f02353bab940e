import { describe, expect, it } from 'vitest';
import { checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { causalMask } from './causal-mask';

describe('causalMask', () => {
  it.each<readonly [string, OperationCase]>([
    ['by itself', { operands: [[1]], build: (x) => causalMask(x!.builder, 3) }],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('forbids what comes later', () => {
    expect(evaluate({ operands: [[1]], build: (x) => causalMask(x!.builder, 2) })).toEqual({
      shape: [2, 2],
      values: [0, -1e9, 0, 0],
    });
  });
});
