import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';

/**
 * Flattened indices as rows of a float32 matrix [indices, depth]. The WASM backend writes whole numbers into a
 * float32 one-hot tensor bit by bit (1 becomes 1.4·10⁻⁴⁵), so that it is made in int32 and then converted.
 */
export const tfjsOneHot = (tf: typeof tfjs, indices: Tensor, depth: number): Tensor =>
  tf.cast(tf.oneHot(tf.reshape(indices, [-1]), depth, 1, 0, 'int32'), 'float32');
