import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Geometry } from '../graph/convolution';
import {
  filterGradientFunction,
  filterGradientScratch,
  inputGradientFunction,
  inputGradientScratch,
} from '../kernels/convolution';
import type { BackendMemory } from './backend-memory';

/** What TensorFlow.js gives to its kernels of convolutions. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * A convolution as our kernels take it; null for one that they do not: with channels first, with other strides down than
 * across, or with a margin wider than the filter reaches.
 */
export function geometryOf(
  imageShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat, dimRoundingMode }: ConvolutionAttributes,
): Geometry | null {
  const info = backend_util.computeConv2DInfo(
    imageShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const { top, bottom, left, right } = padInfo;
  const reaches = Math.max(top, bottom) < filterHeight && Math.max(left, right) < filterWidth;
  if (info.dataFormat !== 'channelsLast' || strideHeight !== strideWidth || !reaches) return null;
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    inChannels: info.inChannels,
    filterHeight,
    filterWidth,
    outChannels: info.outChannels,
    rows: { out: info.outHeight, before: top, after: bottom },
    columns: { out: info.outWidth, before: left, after: right },
    stride: strideHeight,
  };
}

/** The gradient of a convolution by its filter, which the backend lacks. */
export function filterGradient(
  memory: BackendMemory,
  image: TensorInfo,
  upstream: TensorInfo,
  filterShape: readonly number[],
  geometry: Geometry,
): TensorInfo {
  const run = memory.routine(`filter gradient ${JSON.stringify(geometry)}`, (module) =>
    filterGradientFunction(module, geometry),
  );
  const result = memory.make(filterShape);
  const room = memory.room(filterGradientScratch(geometry));
  const [by, from, to] = [upstream, image, result].map((each) => memory.addressOf(each));
  run(by!, from!, to!, room);
  return result;
}

/** The gradient of a convolution by its images, at which the backend is slow. */
export function inputGradient(
  memory: BackendMemory,
  upstream: TensorInfo,
  filter: TensorInfo,
  imageShape: readonly number[],
  geometry: Geometry,
): TensorInfo {
  const run = memory.routine(`input gradient ${JSON.stringify(geometry)}`, (module) =>
    inputGradientFunction(module, geometry),
  );
  const result = memory.make(imageShape);
  const room = memory.room(inputGradientScratch(geometry));
  const [from, by, to] = [upstream, filter, result].map((each) => memory.addressOf(each));
  run(from!, by!, to!, room);
  return result;
}
