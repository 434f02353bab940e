import type { Tensor4D } from '@tensorflow/tfjs-core';
import { convolutionFunction, convolutionScratch } from '../../kernels/convolution';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { forEachProduct, geometryOf, operationsOf } from '../convolution';
import type { ConvolutionAttributes } from '../convolution';
import { callShared } from '../lowering';
import type { Operation } from '../operation';
import { requireType, sizeOf } from '../shapes';
import { conv2dFilterGradient } from './conv2d-filter-gradient';
import { conv2dInputGradient } from './conv2d-input-gradient';

export const conv2dOperation: Operation<ConvolutionAttributes> = {
  name: 'conv2d',
  type: ([image, filter], attributes) => {
    requireType('conv2d', 'float32', image!, filter!);
    const g = geometryOf('conv2d', image!.shape, filter!.shape, attributes);
    return { shape: [g.batch, g.rows.out, g.columns.out, g.outChannels], dtype: 'float32' };
  },
  gradient: (upstream, _result, [image, filter], attributes) => [
    conv2dInputGradient(upstream, filter!, image!.shape, attributes),
    conv2dFilterGradient(upstream, image!, filter!.shape, attributes),
  ],
  reference: ([image, filter], attributes, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    forEachProduct(
      geometryOf('conv2d', image!.shape, filter!.shape, attributes),
      (i, f, r) => (result[r]! += image!.data[i]! * filter!.data[f]!),
    );
    return result;
  },
  tfjs: (tf, [image, filter], { stride, padding }) =>
    tf.conv2d(image as Tensor4D, filter as Tensor4D, stride, padding),
  compiled: cutByRows(
    {
      kind: 'routine',
      operations: ([image, filter], attributes) =>
        operationsOf(geometryOf('conv2d', image!.shape, filter!.shape, attributes)),
      scratch: ([image, filter], attributes) =>
        convolutionScratch(geometryOf('conv2d', image!.shape, filter!.shape, attributes)),
      write: (site) => {
        const [image, filter] = site.inputs;
        const geometry = geometryOf('conv2d', image!.shape, filter!.shape, site.attributes);
        callShared(
          site,
          `conv2d ${JSON.stringify(geometry)}`,
          (module) => convolutionFunction(module, geometry),
          [image!.address, filter!.address, site.result.address, site.scratch],
        );
      },
    },
    [0],
  ),
};

/**
 * Convolution of images [batch, height, width, in] with filters [height, width, in, out], not flipped: `same` pads
 * with zeros to ⌈extent / stride⌉ places, `valid` does not pad.
 */
export const conv2d = (
  image: Value,
  filter: Value,
  { stride = 1, padding = 'same' }: Partial<ConvolutionAttributes> = {},
): Value => apply(conv2dOperation, [image, filter], { stride, padding });
