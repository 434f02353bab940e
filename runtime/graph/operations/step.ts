import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';

export const stepOperation = unaryOperation({
  name: 'step',
  of: (x) => (x > 0 ? 1 : 0),
  gradient: null,
  tfjs: (tf, x) => tf.step(x),
  lanes: (narrow, x) => narrow.number(narrow.less(narrow.constant(0), x)),
});

/** 1 where x > 0, otherwise 0: the slope of relu. */
export const step = (x: Value): Value => apply(stepOperation, [x], {});
