import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';

/**
 * The sign of each element. The WASM backend's own kernel (4.22) takes whatever is smaller than 1e-7 for
 * zero, which would stop Lion on small gradients; there the sign is x / |x|, which is exact.
 */
export function writeSign(tf: typeof tfjs, x: Tensor): Tensor {
  return tf.getBackend() === 'wasm' ? tf.divNoNan(x, tf.abs(x)) : tf.sign(x);
}
