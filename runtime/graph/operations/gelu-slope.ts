import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';

export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

export const geluSlopeOperation = unaryOperation({
  name: 'geluSlope',
  of: (x) => {
    const t = Math.tanh(GELU_SCALE * x * (1 + GELU_CUBIC * x * x));
    const inner = GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner;
  },
  gradient: null,
  tfjs: (tf, x) => {
    const squared = tf.square(x);
    const cubic = 2 * GELU_SCALE * GELU_CUBIC;
    const half = tf.sigmoid(tf.mul(tf.add(tf.mul(squared, cubic), 2 * GELU_SCALE), x));
    const inner = tf.add(tf.mul(squared, 3 * cubic), 2 * GELU_SCALE);
    const bend = tf.mul(tf.mul(x, inner), tf.mul(half, tf.sub(1, half)));
    return tf.add(half, bend);
  },
});

/** The derivative of `gelu` at x. */
export const geluSlope = (x: Value): Value => apply(geluSlopeOperation, [x], {});
