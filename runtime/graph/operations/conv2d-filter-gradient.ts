import type { Tensor } from '@tensorflow/tfjs-core';
import { filterGradientFunction, filterGradientScratch } from '../../kernels/convolution';
import { apply } from '../builder';
import type { Value } from '../builder';
import { forEachProduct, geometryOf, operationsOf } from '../convolution';
import type { ConvolutionAttributes, Geometry } from '../convolution';
import { sharesOf, type Share } from '../cutting';
import type { TensorType } from '../graph';
import { callShared, type RoutineSite } from '../lowering';
import type { Operation } from '../operation';
import { requireType, sizeOf } from '../shapes';
import { isWasm } from '../tfjs-wasm';
import { conv2d } from './conv2d';
import { conv2dInputGradient } from './conv2d-input-gradient';

type FilterGradientAttributes = ConvolutionAttributes & { readonly filterShape: readonly number[] };

const geometryFor = (
  image: TensorType,
  attributes: ConvolutionAttributes,
  filterShape: readonly number[],
): Geometry => geometryOf('conv2dFilterGradient', image.shape, filterShape, attributes);

/** Filters of a part fill whole panels. */
const FILTER_UNIT = 8;

/** Some of the filters' gradients. */
function writeFilters(site: RoutineSite<FilterGradientAttributes>, { first, count }: Share): void {
  const [upstream, image] = site.inputs;
  const geometry = geometryFor(image!, site.attributes, site.result.shape);
  callShared(
    site,
    `conv2dFilterGradient ${count} ${JSON.stringify(geometry)}`,
    (module) => filterGradientFunction(module, geometry, count),
    [upstream!.address + 4 * first, image!.address, site.result.address + 4 * first, site.scratch],
  );
}

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
  /**
   * Where there is no kernel of ours, the images' patches as rows, one for each channel and place in the filter, times the upstream gradient. Channels
   * come first, so that what is cut out lies in long runs.
   */
  tfjs: (tf, [upstream, image], attributes, { shape }) => {
    if (isWasm(tf)) {
      const { stride: strides, padding: pad, filterShape } = attributes;
      const given = { strides, pad, filterShape: [...filterShape], dataFormat: 'NHWC' };
      return tf
        .engine()
        .runKernel('Conv2DBackpropFilter', { x: image!, dy: upstream! }, given) as Tensor;
    }
    const g = geometryOf('conv2dFilterGradient', image!.shape, shape, attributes);
    const { stride, rows, columns, batch, inChannels, outChannels } = g;
    const padded = tf.pad(image!, [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ]);
    const byChannel = tf.transpose(padded, [3, 0, 1, 2]);
    const patches: Tensor[] = [];
    for (let i = 0; i < g.filterHeight; i++) {
      for (let j = 0; j < g.filterWidth; j++) {
        const start = [0, 0, i, j];
        const end = [
          inChannels,
          batch,
          i + (rows.out - 1) * stride + 1,
          j + (columns.out - 1) * stride + 1,
        ];
        const patch =
          stride === 1
            ? tf.slice(byChannel, start, [inChannels, batch, rows.out, columns.out])
            : tf.stridedSlice(byChannel, start, end, [1, 1, stride, stride]);
        patches.push(tf.reshape(patch, [inChannels, -1]));
      }
    }
    const flat = tf.reshape(upstream!, [-1, outChannels]);
    return tf.reshape(tf.matMul(tf.concat(patches, 0), flat), [...shape]);
  },
  compiled: {
    kind: 'routine',
    operations: ([, image], attributes, { shape }) =>
      operationsOf(geometryFor(image!, attributes, shape)),
    scratch: ([, image], attributes, { shape }) =>
      filterGradientScratch(geometryFor(image!, attributes, shape)),
    write: (site) => writeFilters(site, { first: 0, count: site.result.shape[3]! }),
    cut: ([, image], attributes, { shape }, most) =>
      sharesOf(shape[3]!, most, FILTER_UNIT).map((filters) => ({
        scratch: filterGradientScratch(geometryFor(image!, attributes, shape)),
        write: (site) => writeFilters(site, filters),
      })),
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
