import { ShapeError } from './operation';
import { showShape } from './shapes';

export type Padding = 'same' | 'valid';

export type ConvolutionAttributes = { readonly stride: number; readonly padding: Padding };

/** How a window moves along one axis of an image. */
export interface Span {
  /** Extent of the result. */
  readonly out: number;
  /** Zeros that are thought before and after the image. */
  readonly before: number;
  readonly after: number;
}

/** `same`: as many results as strides fit into the image, with the padding split evenly, the odd one after it. */
export const spanOf = (extent: number, window: number, stride: number, padding: Padding): Span => {
  if (padding === 'valid') {
    return { out: Math.floor((extent - window) / stride) + 1, before: 0, after: 0 };
  }
  const out = Math.ceil(extent / stride);
  const total = Math.max((out - 1) * stride + window - extent, 0);
  const before = Math.floor(total / 2);
  return { out, before, after: total - before };
};

export interface Geometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly outChannels: number;
  readonly rows: Span;
  readonly columns: Span;
  readonly stride: number;
}

type Extents = readonly [number, number, number, number];

/** Works out a convolution of images [batch, height, width, in] with filters [height, width, in, out]. */
export const geometryOf = (
  operation: string,
  image: readonly number[],
  filter: readonly number[],
  { stride, padding }: ConvolutionAttributes,
): Geometry => {
  const [batch, height, width, inChannels] = image as Extents;
  const [filterHeight, filterWidth, filterIn, outChannels] = filter as Extents;
  const rows = spanOf(height, filterHeight, stride, padding);
  const columns = spanOf(width, filterWidth, stride, padding);
  const fits = image.length === 4 && filter.length === 4 && inChannels === filterIn;
  if (!fits || rows.out < 1 || columns.out < 1) {
    throw new ShapeError(
      `${operation}: a filter ${showShape(filter)} does not fit images ${showShape(image)}`,
    );
  }
  return {
    batch,
    height,
    width,
    inChannels,
    filterHeight,
    filterWidth,
    outChannels,
    rows,
    columns,
    stride,
  };
};

/** Floating-point operations of a convolution, and of each of its gradients. */
export const operationsOf = (g: Geometry): number =>
  2 *
  g.batch *
  g.rows.out *
  g.columns.out *
  g.filterHeight *
  g.filterWidth *
  g.inChannels *
  g.outChannels;

/** Visits every product of a convolution: places in the image, in the filter and in the result. */
export const forEachProduct = (
  geometry: Geometry,
  visit: (image: number, filter: number, result: number) => void,
): void => {
  const { batch, height, width, inChannels, filterHeight, filterWidth, outChannels } = geometry;
  const { rows, columns, stride } = geometry;
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < rows.out; row++)
      for (let column = 0; column < columns.out; column++)
        for (let i = 0; i < filterHeight; i++)
          for (let j = 0; j < filterWidth; j++) {
            const y = row * stride + i - rows.before;
            const x = column * stride + j - columns.before;
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            const image = ((n * height + y) * width + x) * inChannels;
            const filter = (i * filterWidth + j) * inChannels * outChannels;
            const result = ((n * rows.out + row) * columns.out + column) * outChannels;
            for (let c = 0; c < inChannels; c++)
              for (let d = 0; d < outChannels; d++)
                visit(image + c, filter + c * outChannels + d, result + d);
          }
};
