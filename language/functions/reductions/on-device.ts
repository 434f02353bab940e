import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { TfValue } from '../describe';

/** A number becomes a tensor of the shape [1, 1]. */
export const onDevice = (tf: typeof tfjs, x: TfValue): Tensor =>
  typeof x === 'number' ? tf.fill([1, 1], x) : x;

/** All of a tensor becomes one number in the shape [1, 1]. */
export const all = (tf: typeof tfjs, x: Tensor): Tensor => tf.sum(x, [0, 1], true);
