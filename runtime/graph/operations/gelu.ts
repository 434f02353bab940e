import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { GELU_CUBIC, GELU_SCALE, geluSlope } from './gelu-slope';
import { multiply } from './multiply';

export const geluOperation = unaryOperation({
  name: 'gelu',
  of: (x) => 0.5 * x * (1 + Math.tanh(GELU_SCALE * x * (1 + GELU_CUBIC * x * x))),
  gradient: (upstream, _result, x) => multiply(upstream, geluSlope(x)),
  tfjs: (tf, x) => {
    const argument = tf.mul(tf.add(tf.mul(tf.square(x), GELU_SCALE * GELU_CUBIC), GELU_SCALE), x);
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(argument), 1));
  },
});

/**
 * The Gaussian error linear unit in its tanh form, ½x(1 + tanh(√(2/π)(x + 0.044715x³)))
 * (Hendrycks, Gimpel: "Gaussian Error Linear Units", 2016).
 */
export const gelu = (x: Value): Value => apply(geluOperation, [x], {});
