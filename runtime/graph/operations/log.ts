import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { divide } from './divide';

export const logOperation = unaryOperation({
  name: 'log',
  of: Math.log,
  gradient: (upstream, _result, x) => divide(upstream, x),
  tfjs: (tf, x) => tf.log(x),
});

/** The natural logarithm of x. */
export const log = (x: Value): Value => apply(logOperation, [x], {});
