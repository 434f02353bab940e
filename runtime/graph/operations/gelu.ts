import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { GELU_CUBIC, GELU_SCALE, geluShare, geluSlope } from './gelu-slope';
import { multiply } from './multiply';

export const geluOperation = unaryOperation({
  name: 'gelu',
  of: (x) => 0.5 * x * (1 + Math.tanh(GELU_SCALE * x * (1 + GELU_CUBIC * x * x))),
  gradient: (upstream, _result, x) => multiply(upstream, geluSlope(x)),
  // ½(1 + tanh u) = sigmoid(2u), and backends have a fast sigmoid.
  tfjs: (tf, x) => {
    const cubic = 2 * GELU_SCALE * GELU_CUBIC;
    const inner = tf.mul(tf.add(tf.mul(tf.square(x), cubic), 2 * GELU_SCALE), x);
    return tf.mul(x, tf.sigmoid(inner));
  },
  lanes: (narrow, x) => narrow.multiply(x, geluShare(narrow, x)),
});

/**
 * The Gaussian error linear unit in its tanh form, ½x(1 + tanh(√(2/π)(x + 0.044715x³)))
 * (Hendrycks, Gimpel: "Gaussian Error Linear Units", 2016).
 */
export const gelu = (x: Value): Value => apply(geluOperation, [x], {});
