/**
 * Cheaper ways through TensorFlow.js's WASM backend. Products are fast there by kernels of ours (tfjs-pack), while
 * reductions over leading axes and gathers are simple loops. The functions here say the same with products.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { sizeOf } from './shapes';

type Tf = typeof tfjs;

export const isWasm = (tf: Tf): boolean => tf.getBackend() === 'wasm';

/** The sum over the first axes, `count` of them, as a product with a row of ones. */
export const sumLeadingAxes = (tf: Tf, x: Tensor, count: number): Tensor => {
  const length = sizeOf(x.shape.slice(0, count));
  return tf.matMul(tf.ones([1, length]), tf.reshape(x, [length, -1]));
};

/** Indices as the rows of a one-hot matrix [indices, depth]. */
export const oneHotMatrix = (tf: Tf, indices: Tensor, depth: number): Tensor =>
  // In float32 the WASM backend would write whole numbers bit by bit: 1 becomes 1.4·10⁻⁴⁵.
  tf.cast(tf.oneHot(tf.reshape(indices, [-1]), depth, 1, 0, 'int32'), 'float32');
