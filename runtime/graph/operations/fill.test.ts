import { describe, expect, it } from 'vitest';
import { checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { fill } from './fill';

describe('fill', () => {
  it.each<readonly [string, OperationCase]>([
    ['by itself', { operands: [[1]], build: (x) => fill(x!.builder, [2], 3) }],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('holds the number', () => {
    expect(evaluate({ operands: [[1]], build: (x) => fill(x!.builder, [2], 3) })).toEqual({
      shape: [2],
      values: [3, 3],
    });
  });
});
