import type { Lanes, Narrow } from '../../../language';
import { sigmoid } from '../../kernels/float32-math';
import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';

export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

/** What `gelu` keeps of x: ½(1 + tanh u) = sigmoid(2u). */
export function geluShare(narrow: Narrow, x: Lanes): Lanes {
  const { constant } = narrow;
  const cubic = constant(2 * GELU_SCALE * GELU_CUBIC);
  const bent = narrow.add(narrow.multiply(narrow.multiply(x, x), cubic), constant(2 * GELU_SCALE));
  return sigmoid(narrow, narrow.multiply(bent, x));
}

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
  lanes: (narrow, x) => {
    const { constant } = narrow;
    const share = geluShare(narrow, x);
    const cubic = constant(6 * GELU_SCALE * GELU_CUBIC);
    const square = narrow.multiply(x, x);
    const inner = narrow.add(narrow.multiply(square, cubic), constant(2 * GELU_SCALE));
    const bend = narrow.multiply(share, narrow.subtract(constant(1), share));
    return narrow.add(share, narrow.multiply(narrow.multiply(x, inner), bend));
  },
});

/** The derivative of `gelu` at x. */
export const geluSlope = (x: Value): Value => apply(geluSlopeOperation, [x], {});
