import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { multiply } from './multiply';

export const squareOperation = unaryOperation({
  name: 'square',
  of: (x) => x * x,
  gradient: (upstream, _result, x) => multiply(upstream, multiply(2, x)),
  tfjs: (tf, x) => tf.square(x),
  lanes: (narrow, x) => narrow.multiply(x, x),
});

/** x². */
export const square = (x: Value): Value => apply(squareOperation, [x], {});
