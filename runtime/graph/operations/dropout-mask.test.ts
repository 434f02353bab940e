import { describe, expect, it } from 'vitest';
import { checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { dropoutMask } from './dropout-mask';

describe('dropoutMask', () => {
  it.each<readonly [string, OperationCase]>([
    ['by itself', { operands: [[1]], build: (x) => dropoutMask(x!.builder, [4, 5], 0.5) }],
  ])('lowers to TensorFlow.js: %s', async (_what, operation) => {
    await checkLowering(operation);
  });

  it('drops its rate of elements and keeps the mean', () => {
    const { values } = evaluate({
      operands: [[1]],
      build: (x) => dropoutMask(x!.builder, [100, 100], 0.2),
    });
    const dropped = values.filter((value) => value === 0).length;
    expect(dropped).toBeGreaterThan(1850);
    expect(dropped).toBeLessThan(2150);
    expect(new Set(values)).toEqual(new Set([0, 1.25]));
  });
});
