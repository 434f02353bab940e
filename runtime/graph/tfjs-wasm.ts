/**
 * Cheaper ways through TensorFlow.js's WASM backend. Its kernels differ in speed by orders of magnitude: plain
 * products of two matrices and convolutions go through XNNPACK (about 30 GFLOP/s on one core), while products with a
 * transposed operand or in batches, reductions over leading axes and gathers are simple loops (about 2). The
 * functions here say the same with the fast ones.
 */
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { sizeOf } from './shapes';

type Tf = typeof tfjs;

export const isWasm = (tf: Tf): boolean => tf.getBackend() === 'wasm';

/** The shape in which a buffer served as a right operand. Buffers are told apart by identity, and not kept alive. */
const packedAs = new WeakMap<object, string>();

/**
 * The product of two matrices as they stand. XNNPACK's packed copy of the right operand is kept under its buffer
 * alone: the same buffer in another shape (a reshaped view) would be computed with the wrong extents and corrupt the
 * backend's memory, so that such a view is copied first.
 */
export const plainProduct = (tf: Tf, a: Tensor, b: Tensor): Tensor => {
  const shape = b.shape.join('×');
  const known = packedAs.get(b.dataId);
  if (known !== undefined && known !== shape) return tf.matMul(a, tf.mul(b, 1));
  packedAs.set(b.dataId, shape);
  return tf.matMul(a, b);
};

/** The product of two matrices, of which the one that costs less to transpose is transposed. */
export const matrixProduct = (
  tf: Tf,
  a: Tensor,
  b: Tensor,
  transposeA: boolean,
  transposeB: boolean,
): Tensor => {
  const rows = a.shape[transposeA ? 1 : 0]!;
  const columns = b.shape[transposeB ? 0 : 1]!;
  const direct = (transposeA ? a.size : 0) + (transposeB ? b.size : 0);
  const swapped = (transposeA ? 0 : a.size) + (transposeB ? 0 : b.size) + rows * columns;
  const turn = (matrix: Tensor, needed: boolean): Tensor =>
    needed ? tf.transpose(matrix, [1, 0]) : matrix;
  // A · B = (Bᵀ · Aᵀ)ᵀ
  return direct <= swapped
    ? plainProduct(tf, turn(a, transposeA), turn(b, transposeB))
    : tf.transpose(plainProduct(tf, turn(b, !transposeB), turn(a, !transposeA)), [1, 0]);
};

/**
 * Products of many small matrices, as a depthwise convolution: each pair of matrices is a channel, a row of the left
 * matrix is a window as wide as the row, and the columns of the right one are that channel's filters.
 */
export const batchedProduct = (
  tf: Tf,
  a: Tensor,
  b: Tensor,
  transposeA: boolean,
  transposeB: boolean,
): Tensor => {
  const batch = a.shape.slice(0, -2);
  const asCube = (x: Tensor): Tensor3D =>
    tf.reshape(x, [sizeOf(batch), x.shape.at(-2)!, x.shape.at(-1)!]);
  // The right operand is cheaper to bring into its layout, so that the larger one is put there: A · B = (Bᵀ · Aᵀ)ᵀ.
  const products =
    a.size > b.size
      ? tf.transpose(channelProducts(tf, asCube(b), asCube(a), !transposeB, !transposeA), [1, 2, 0])
      : tf.transpose(channelProducts(tf, asCube(a), asCube(b), transposeA, transposeB), [1, 0, 2]);
  return tf.reshape(products, [...batch, ...products.shape.slice(1)]);
};

/** The products of matrices [matrices, …, …], as [rows, matrices, columns]. */
const channelProducts = (
  tf: Tf,
  a: Tensor3D,
  b: Tensor3D,
  transposeA: boolean,
  transposeB: boolean,
): Tensor3D => {
  const left = tf.transpose(a, transposeA ? [2, 1, 0] : [1, 2, 0]);
  const right = tf.transpose(b, transposeB ? [2, 0, 1] : [1, 0, 2]);
  const [rows, inner, matrices] = left.shape;
  const columns = right.shape[2];
  const products = tf.depthwiseConv2d(
    tf.reshape(left, [1, rows, inner, matrices]) as Tensor4D,
    tf.reshape(right, [1, inner, matrices, columns]) as Tensor4D,
    1,
    'valid',
  );
  return tf.reshape(products, [rows, matrices, columns]);
};

/** The sum over the first axes, `count` of them, as a product with a row of ones. */
export const sumLeadingAxes = (tf: Tf, x: Tensor, count: number): Tensor => {
  const length = sizeOf(x.shape.slice(0, count));
  return plainProduct(tf, tf.ones([1, length]), tf.reshape(x, [length, -1]));
};

/** Indices as the rows of a one-hot matrix [indices, depth]. */
export const oneHotMatrix = (tf: Tf, indices: Tensor, depth: number): Tensor =>
  // In float32 the WASM backend would write whole numbers bit by bit: 1 becomes 1.4·10⁻⁴⁵.
  tf.cast(tf.oneHot(tf.reshape(indices, [-1]), depth, 1, 0, 'int32'), 'float32');
