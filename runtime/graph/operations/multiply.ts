import type { Value } from '../builder';
import { binaryOperation } from '../elementwise';
import { applyBinary } from '../operands';
import type { Arithmetic } from '../operands';

export const multiplyOperation = binaryOperation({
  name: 'multiply',
  of: (x, y) => x * y,
  gradient: (upstream, _result, x, y) => [multiply(upstream, y), multiply(upstream, x)],
  tfjs: (tf, x, y) => tf.mul(x, y),
  lanes: (narrow, x, y) => narrow.multiply(x, y),
});

/** x · y, element by element, broadcasting. */
export const multiply = (x: Arithmetic, y: Arithmetic): Value =>
  applyBinary(multiplyOperation, x, y);
