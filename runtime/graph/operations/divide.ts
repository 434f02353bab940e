import type { Value } from '../builder';
import { binaryOperation } from '../elementwise';
import { applyBinary } from '../operands';
import type { Arithmetic } from '../operands';
import { multiply } from './multiply';
import { negate } from './negate';

export const divideOperation = binaryOperation({
  name: 'divide',
  of: (x, y) => x / y,
  gradient: (upstream, result, _x, y) => {
    const byX = divide(upstream, y);
    return [byX, negate(multiply(byX, result))];
  },
  tfjs: (tf, x, y) => tf.div(x, y),
  lanes: (narrow, x, y) => narrow.divide(x, y),
});

/** x / y, broadcasting. */
export const divide = (x: Arithmetic, y: Arithmetic): Value => applyBinary(divideOperation, x, y);
