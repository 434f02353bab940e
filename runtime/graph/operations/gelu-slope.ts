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
    const argument = tf.mul(tf.add(tf.mul(squared, GELU_SCALE * GELU_CUBIC), GELU_SCALE), x);
    const t = tf.tanh(argument);
    const inner = tf.add(tf.mul(squared, 1.5 * GELU_SCALE * GELU_CUBIC), 0.5 * GELU_SCALE);
    const bend = tf.mul(tf.mul(x, inner), tf.sub(1, tf.square(t)));
    return tf.add(tf.mul(tf.add(t, 1), 0.5), bend);
  },
});

/** The derivative of `gelu` at x. */
export const geluSlope = (x: Value): Value => apply(geluSlopeOperation, [x], {});
