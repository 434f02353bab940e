import type { Tensor } from '@tensorflow/tfjs-core';
import { apply } from '../builder';
import type { Value } from '../builder';
import { forEachProduct, geometryOf } from '../convolution';
import type { ConvolutionAttributes } from '../convolution';
import type { Operation } from '../operation';
import { requireType, sizeOf } from '../shapes';
import { conv2d } from './conv2d';
import { conv2dInputGradient } from './conv2d-input-gradient';

type FilterGradientAttributes = ConvolutionAttributes & { readonly filterShape: readonly number[] };

export const conv2dFilterGradientOperation: Operation<FilterGradientAttributes> = {
  name: 'conv2dFilterGradient',
  type: ([upstream, image], attributes) => {
    requireType('conv2dFilterGradient', 'float32', upstream!, image!);
    geometryOf('conv2dFilterGradient', image!.shape, attributes.filterShape, attributes);
    return { shape: attributes.filterShape, dtype: 'float32' };
  },
  gradient: (second, _result, [upstream, image], attributes) => [
    conv2d(image!, second, attributes),
    conv2dInputGradient(upstream!, second, image!.shape, attributes),
  ],
  reference: ([upstream, image], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachProduct(
      geometryOf('conv2dFilterGradient', image!.shape, shape, attributes),
      (i, f, r) => (result[f]! += upstream!.data[r]! * image!.data[i]!),
    );
    return result;
  },
  /** The images' patches as columns, one for each place in the filter, times the upstream gradient. */
  tfjs: (tf, [upstream, image], attributes, { shape }) => {
    const g = geometryOf('conv2dFilterGradient', image!.shape, shape, attributes);
    const { stride, rows, columns, batch, inChannels, outChannels } = g;
    const padded = tf.pad(image!, [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ]);
    const patches: Tensor[] = [];
    for (let i = 0; i < g.filterHeight; i++) {
      for (let j = 0; j < g.filterWidth; j++) {
        const last = [i + (rows.out - 1) * stride + 1, j + (columns.out - 1) * stride + 1];
        const patch =
          stride === 1
            ? tf.slice(padded, [0, i, j, 0], [batch, rows.out, columns.out, inChannels])
            : tf.stridedSlice(
                padded,
                [0, i, j, 0],
                [batch, last[0]!, last[1]!, inChannels],
                [1, stride, stride, 1],
              );
        patches.push(tf.transpose(tf.reshape(patch, [-1, inChannels])));
      }
    }
    const product = tf.matMul(tf.concat(patches, 0), tf.reshape(upstream!, [-1, outChannels]));
    return tf.reshape(product, [...shape]);
  },
};

/** The gradient of `conv2d` by its filters, which have shape `filterShape`. */
export const conv2dFilterGradient = (
  upstream: Value,
  image: Value,
  filterShape: readonly number[],
  { stride, padding }: ConvolutionAttributes,
): Value =>
  apply(conv2dFilterGradientOperation, [upstream, image], {
    filterShape: [...filterShape],
    stride,
    padding,
  });
