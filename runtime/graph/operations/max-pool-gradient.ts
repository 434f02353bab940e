import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { maxPoolGradientFunction } from '../../kernels/pooling';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { callShared } from '../lowering';
import type { Operation } from '../operation';
import { eachWindow, poolingOf } from '../pooling';
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
      const winners = window.filter((at) => image!.data[at] === pooled!.data[place]);
      winners.forEach((at) => (result[at] = upstream!.data[place]! / winners.length));
    });
    return result;
  },
  tfjs: (tf, [upstream, image, pooled], { size }, { shape }) => {
    const [batch, height, width, channels] = shape as [number, number, number, number];
    const [, rows, columns] = pooled!.shape as [number, number, number];
    const covered: [number, number, number, number] = [
      batch,
      rows * size,
      columns * size,
      channels,
    ];
    const windows = [batch * rows, size, columns, size * channels];
    const whole = covered[1] === height && covered[2] === width;
    const pixels = whole ? image! : tf.slice(image!, [0, 0, 0, 0], covered);
    // One value for each window, side by side as often as the window is wide.
    const spread = (values: Tensor): Tensor =>
      tf.reshape(tf.mul(tf.reshape(values, [-1, 1, channels]), tf.ones([1, size, 1])), [
        batch * rows,
        1,
        columns,
        size * channels,
      ]);
    const below = tf.sub(spread(pooled!), tf.reshape(pixels, windows));
    const won = tf.sub(1, tf.step(below));
    const share = tf.avgPool(tf.reshape(won, covered) as Tensor4D, size, size, 'valid');
    const each = tf.div(upstream!, tf.mul(share, size * size));
    const gradient = tf.reshape(tf.mul(won, spread(each)), covered);
    return tf.pad(gradient, [
      [0, 0],
      [0, height - covered[1]],
      [0, width - covered[2]],
      [0, 0],
    ]);
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      write: (site) => {
        const pooling = poolingOf(site.result.shape, site.attributes);
        callShared(
          site,
          `maxPoolGradient ${JSON.stringify(pooling)}`,
          (module) => maxPoolGradientFunction(module, pooling),
          [...site.inputs, site.result].map(({ address }) => address),
        );
      },
    },
    [0, 1, 2],
  ),
};

/** The gradient of `maxPool` by its image: the pixels of a square that hold the maximum share it equally. */
export const maxPoolGradient = (
  upstream: Value,
  image: Value,
  pooled: Value,
  size: number,
): Value => apply(maxPoolGradientOperation, [upstream, image, pooled], { size });
