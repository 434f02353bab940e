import type { Value } from '../builder';
import { binaryOperation } from '../elementwise';
import { applyBinary } from '../operands';
import type { Arithmetic } from '../operands';
import { negate } from './negate';

export const subtractOperation = binaryOperation({
  name: 'subtract',
  of: (x, y) => x - y,
  gradient: (upstream) => [upstream, negate(upstream)],
  tfjs: (tf, x, y) => tf.sub(x, y),
  lanes: (narrow, x, y) => narrow.subtract(x, y),
});

/** x − y, broadcasting. */
export const subtract = (x: Arithmetic, y: Arithmetic): Value =>
  applyBinary(subtractOperation, x, y);
