import { describe, expect, it } from 'vitest';
import { checkCompiled, checkLowering, evaluate } from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { argmax } from './argmax';

describe('argmax', () => {
  it.each<readonly [string, OperationCase]>([['a cube', { operands: [[2, 3, 4]], build: argmax }]])(
    'lowers to TensorFlow.js: %s',
    async (_what, operation) => {
      await checkLowering(operation);
    },
  );

  it('takes the first of equal ones', () => {
    expect(
      evaluate({ operands: [{ shape: [2, 3], values: [1, 5, 5, 9, 2, 3] }], build: argmax }),
    ).toEqual({ shape: [2], values: [1, 0] });
  });

  it.each([1, 2, 3, 4, 7, 32, 36, 67])('compiles: rows of %i', (width) => {
    for (const shape of [[width], [3, width], [2, 2, width]])
      checkCompiled({ operands: [shape], build: argmax });
  });
});
