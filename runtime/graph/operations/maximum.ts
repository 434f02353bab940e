import type { Value } from '../builder';
import { binaryOperation } from '../elementwise';
import { applyBinary } from '../operands';
import type { Arithmetic } from '../operands';
import { multiply } from './multiply';
import { step } from './step';
import { subtract } from './subtract';

export const maximumOperation = binaryOperation({
  name: 'maximum',
  of: (x, y) => Math.max(x, y),
  gradient: (upstream, _result, x, y) => {
    const xWins = step(subtract(x, y));
    return [multiply(upstream, xWins), multiply(upstream, subtract(1, xWins))];
  },
  tfjs: (tf, x, y) => tf.maximum(x, y),
  lanes: (narrow, x, y) => narrow.max(x, y),
});

/** The greater of x and y, broadcasting; where they are equal the gradient goes to y. */
export const maximum = (x: Arithmetic, y: Arithmetic): Value => applyBinary(maximumOperation, x, y);
