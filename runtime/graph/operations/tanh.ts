import * as float32 from '../../kernels/float32-math';
import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { multiply } from './multiply';
import { square } from './square';
import { subtract } from './subtract';

export const tanhOperation = unaryOperation({
  name: 'tanh',
  of: Math.tanh,
  gradient: (upstream, result) => multiply(upstream, subtract(1, square(result))),
  tfjs: (tf, x) => tf.tanh(x),
  lanes: float32.tanh,
});

/** The hyperbolic tangent of x. */
export const tanh = (x: Value): Value => apply(tanhOperation, [x], {});
