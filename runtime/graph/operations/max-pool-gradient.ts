import type { Tensor } from '@tensorflow/tfjs-core';
import { apply } from '../builder';
import type { Value } from '../builder';
import type { Operation } from '../operation';
import { eachWindow } from '../pooling';
import type { PoolAttributes } from '../pooling';
import { requireType, sizeOf } from '../shapes';

export const maxPoolGradientOperation: Operation<PoolAttributes> = {
  name: 'maxPoolGradient',
  type: ([upstream, image, pooled]) => {
    requireType('maxPoolGradient', 'float32', upstream!, image!, pooled!);
    return { shape: image!.shape, dtype: 'float32' };
  },
  gradient: null,
  reference: ([upstream, image, pooled], { size }, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    eachWindow(shape, size, (place, window) => {
      const winner = window.find((at) => image!.data[at] === pooled!.data[place]);
      if (winner !== undefined) result[winner] = upstream!.data[place]!;
    });
    return result;
  },
  /** Goes through the places of the window in order; each takes the gradient where it is the first maximum. */
  tfjs: (tf, [upstream, image, pooled], { size }, { shape }) => {
    const [batch, height, width, channels] = shape as [number, number, number, number];
    const [, rows, columns] = pooled!.shape as [number, number, number];
    const covered = [batch, rows * size, columns * size, channels];
    const whole = tf.slice(image!, [0, 0, 0, 0], covered);
    const lines = tf.reshape(whole, [batch * rows, size, columns, size * channels]);
    const flat = [batch * rows, 1, columns, channels];
    const greatest = tf.reshape(pooled!, flat);
    let open: Tensor = tf.reshape(upstream!, flat);
    const gradientLines: Tensor[] = [];
    for (let i = 0; i < size; i++) {
      const gradients: Tensor[] = [];
      for (let j = 0; j < size; j++) {
        const pixel = tf.slice(
          lines,
          [0, i, 0, j * channels],
          [batch * rows, 1, columns, channels],
        );
        const won = tf.mul(open, tf.cast(tf.equal(pixel, greatest), 'float32'));
        open = tf.sub(open, won);
        gradients.push(won);
      }
      gradientLines.push(tf.concat(gradients, 3));
    }
    return tf.pad(tf.reshape(tf.concat(gradientLines, 1), covered), [
      [0, 0],
      [0, height - rows * size],
      [0, width - columns * size],
      [0, 0],
    ]);
  },
};

/** The gradient of `maxPool` by its image: it goes to the first pixel of each square that holds the maximum. */
export const maxPoolGradient = (
  upstream: Value,
  image: Value,
  pooled: Value,
  size: number,
): Value => apply(maxPoolGradientOperation, [upstream, image, pooled], { size });
