import type { Tensor4D } from '@tensorflow/tfjs-core';
import { maxPoolFunction } from '../../kernels/pooling';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { callShared } from '../lowering';
import type { Operation } from '../operation';
import { eachWindow, pooledShape, poolingOf } from '../pooling';
import type { PoolAttributes } from '../pooling';
import { requireType, sizeOf } from '../shapes';
import { maxPoolGradient } from './max-pool-gradient';

export const maxPoolOperation: Operation<PoolAttributes> = {
  name: 'maxPool',
  type: ([image], { size }) => {
    requireType('maxPool', 'float32', image!);
    return { shape: pooledShape('maxPool', image!.shape, size), dtype: 'float32' };
  },
  gradient: (upstream, result, [image], { size }) => [
    maxPoolGradient(upstream, image!, result, size),
  ],
  reference: ([image], { size }, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    eachWindow(image!.shape, size, (place, window) => {
      result[place] = Math.max(...window.map((at) => image!.data[at]!));
    });
    return result;
  },
  tfjs: (tf, [image], { size }) => tf.maxPool(image as Tensor4D, size, size, 'valid'),
  compiled: cutByRows(
    {
      kind: 'routine',
      write: (site) => {
        const pooling = poolingOf(site.inputs[0]!.shape, site.attributes);
        callShared(
          site,
          `maxPool ${JSON.stringify(pooling)}`,
          (module) => maxPoolFunction(module, pooling),
          [site.inputs[0]!.address, site.result.address],
        );
      },
    },
    [0],
  ),
};

/** The greatest of each square of `size` × `size` pixels, side by side; a rest at the border is left out. x: NHWC. */
export const maxPool = (image: Value, size: number): Value =>
  apply(maxPoolOperation, [image], { size });
