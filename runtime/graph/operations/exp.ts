import * as float32 from '../../kernels/float32-math';
import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { multiply } from './multiply';

export const expOperation = unaryOperation({
  name: 'exp',
  of: Math.exp,
  gradient: (upstream, result) => multiply(upstream, result),
  tfjs: (tf, x) => tf.exp(x),
  lanes: float32.exp,
});

/** eˣ. */
export const exp = (x: Value): Value => apply(expOperation, [x], {});
