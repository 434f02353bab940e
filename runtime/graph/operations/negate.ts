import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';

export const negateOperation = unaryOperation({
  name: 'negate',
  of: (x) => -x,
  gradient: (upstream) => negate(upstream),
  tfjs: (tf, x) => tf.neg(x),
  lanes: (narrow, x) => narrow.negative(x),
});

/** −x. */
export const negate = (x: Value): Value => apply(negateOperation, [x], {});
