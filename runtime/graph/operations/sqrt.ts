import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { divide } from './divide';
import { multiply } from './multiply';

export const sqrtOperation = unaryOperation({
  name: 'sqrt',
  of: Math.sqrt,
  gradient: (upstream, result) => divide(multiply(0.5, upstream), result),
  tfjs: (tf, x) => tf.sqrt(x),
  lanes: (narrow, x) => narrow.sqrt(x),
});

/** √x; NaN below 0. */
export const sqrt = (x: Value): Value => apply(sqrtOperation, [x], {});
