import type { Value } from '../builder';
import { binaryOperation } from '../elementwise';
import { applyBinary } from '../operands';
import type { Arithmetic } from '../operands';

export const equalOperation = binaryOperation({
  name: 'equal',
  of: (x, y) => (x === y ? 1 : 0),
  gradient: null,
  tfjs: (tf, x, y) => tf.cast(tf.equal(x, y), 'float32'),
  lanes: (narrow, x, y) => narrow.number(narrow.equal(x, y)),
  integers: true,
});

/** 1 where x and y are the same number, otherwise 0; broadcasting, of two float32 or two int32 tensors. */
export const equal = (x: Arithmetic, y: Arithmetic): Value => applyBinary(equalOperation, x, y);
