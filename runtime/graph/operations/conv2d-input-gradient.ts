import type { Tensor4D } from '@tensorflow/tfjs-core';
import { inputGradientFunction, inputGradientScratch } from '../../kernels/convolution';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { forEachProduct, geometryOf, operationsOf } from '../convolution';
import type { ConvolutionAttributes } from '../convolution';
import { callShared } from '../lowering';
import type { Operation } from '../operation';
import { requireType, sizeOf } from '../shapes';
import { conv2d } from './conv2d';
import { conv2dFilterGradient } from './conv2d-filter-gradient';

type InputGradientAttributes = ConvolutionAttributes & { readonly imageShape: readonly number[] };

export const conv2dInputGradientOperation: Operation<InputGradientAttributes> = {
  name: 'conv2dInputGradient',
  type: ([upstream, filter], attributes) => {
    requireType('conv2dInputGradient', 'float32', upstream!, filter!);
    geometryOf('conv2dInputGradient', attributes.imageShape, filter!.shape, attributes);
    return { shape: attributes.imageShape, dtype: 'float32' };
  },
  gradient: (second, _result, [upstream, filter], attributes) => [
    conv2d(second, filter!, attributes),
    conv2dFilterGradient(upstream!, second, filter!.shape, attributes),
  ],
  reference: ([upstream, filter], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachProduct(
      geometryOf('conv2dInputGradient', shape, filter!.shape, attributes),
      (i, f, r) => (result[i]! += upstream!.data[r]! * filter!.data[f]!),
    );
    return result;
  },
  tfjs: (tf, [upstream, filter], attributes, { shape }) => {
    const { stride, padding } = attributes;
    const image = shape as [number, number, number, number];
    if (stride !== 1) {
      return tf.conv2dTranspose(upstream as Tensor4D, filter as Tensor4D, image, stride, padding);
    }
    const g = geometryOf('conv2dInputGradient', shape, filter!.shape, attributes);
    const flipped = tf.transpose(tf.reverse(filter!, [0, 1]), [0, 1, 3, 2]);
    const margin = (window: number, { before, after }: { before: number; after: number }) =>
      [window - 1 - before, window - 1 - after] as [number, number];
    const widened = tf.pad(upstream!, [
      [0, 0],
      margin(g.filterHeight, g.rows),
      margin(g.filterWidth, g.columns),
      [0, 0],
    ]);
    return tf.conv2d(widened as Tensor4D, flipped as Tensor4D, 1, 'valid');
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      operations: ([, filter], attributes, { shape }) =>
        operationsOf(geometryOf('conv2dInputGradient', shape, filter!.shape, attributes)),
      scratch: ([, filter], attributes, { shape }) =>
        inputGradientScratch(geometryOf('conv2dInputGradient', shape, filter!.shape, attributes)),
      write: (site) => {
        const [upstream, filter] = site.inputs;
        const geometry = geometryOf(
          'conv2dInputGradient',
          site.result.shape,
          filter!.shape,
          site.attributes,
        );
        callShared(
          site,
          `conv2dInputGradient ${JSON.stringify(geometry)}`,
          (module) => inputGradientFunction(module, geometry),
          [upstream!.address, filter!.address, site.result.address, site.scratch],
        );
      },
    },
    [0],
  ),
};

/** The gradient of `conv2d` by its images, which have shape `imageShape`. */
export const conv2dInputGradient = (
  upstream: Value,
  filter: Value,
  imageShape: readonly number[],
  { stride, padding }: ConvolutionAttributes,
): Value =>
  apply(conv2dInputGradientOperation, [upstream, filter], {
    imageShape: [...imageShape],
    stride,
    padding,
  });
