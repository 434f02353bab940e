import type { Value } from '../builder';
import { binaryOperation } from '../elementwise';
import { applyBinary } from '../operands';
import type { Arithmetic } from '../operands';

export const addOperation = binaryOperation({
  name: 'add',
  of: (x, y) => x + y,
  gradient: (upstream) => [upstream, upstream],
  tfjs: (tf, x, y) => tf.add(x, y),
  lanes: (narrow, x, y) => narrow.add(x, y),
});

/** x + y, broadcasting. */
export const add = (x: Arithmetic, y: Arithmetic): Value => applyBinary(addOperation, x, y);
