import { FunctionCode, type Local, type ModuleBuilder } from '../../language';
import type { Geometry } from '../graph/convolution';
import { call, copyOf, FLOAT } from './addresses';
import { advance, repeat } from './loops';
import { packedBytes, packFunction, type Packing } from './pack';
import { isItself, numbersOf, writeLayIn, type Padded } from './padded';
import { once } from './routine';
import { panelWidth, sweepFunction } from './sweep';
import { writeClear } from './vectors';

/**
 * Convolutions as products whose left operand are the images themselves, padded one at a time: a row of it is the
 * pixels under the filter at one place, and rows overlap as the places do. No patches are copied.
 */

/** Sums over windows of images, times filters. */
interface Correlation {
  readonly batch: number;
  readonly source: Padded;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly stride: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filters: Packing;
  /** The number of the filters at which packing begins. */
  readonly filtersStart: number;
}

/** The images with the zeros around them that the filter reaches. */
const paddedImage = ({ height, width, inChannels, rows, columns }: Geometry): Padded => ({
  height,
  width,
  channels: inChannels,
  top: rows.before,
  left: columns.before,
  step: 1,
  fullHeight: rows.before + height + rows.after,
  fullWidth: columns.before + width + columns.after,
});

function forward(g: Geometry): Correlation {
  const { batch, filterHeight, filterWidth, inChannels, outChannels, stride } = g;
  const places = filterHeight * filterWidth * inChannels;
  return {
    batch,
    source: paddedImage(g),
    filterHeight,
    filterWidth,
    stride,
    outHeight: g.rows.out,
    outWidth: g.columns.out,
    filters: {
      width: panelWidth(g.rows.out * g.columns.out),
      places: [{ count: places, stride: outChannels }],
      columns: outChannels,
      columnStride: 1,
    },
    filtersStart: 0,
  };
}

/** The upstream gradient with zeros between its places, as the stride is, and around them, under the turned filters. */
function backward(g: Geometry): Correlation {
  const { batch, height, width, filterHeight, filterWidth, inChannels, outChannels, stride } = g;
  const filter = inChannels * outChannels;
  return {
    batch,
    source: {
      height: g.rows.out,
      width: g.columns.out,
      channels: outChannels,
      top: filterHeight - 1 - g.rows.before,
      left: filterWidth - 1 - g.columns.before,
      step: stride,
      fullHeight: height + filterHeight - 1,
      fullWidth: width + filterWidth - 1,
    },
    filterHeight,
    filterWidth,
    stride: 1,
    outHeight: height,
    outWidth: width,
    filters: {
      width: panelWidth(height * width),
      places: [
        { count: filterHeight, stride: -filterWidth * filter },
        { count: filterWidth, stride: -filter },
        { count: outChannels, stride: 1 },
      ],
      columns: inChannels,
      columnStride: outChannels,
    },
    filtersStart: (filterHeight * filterWidth - 1) * filter,
  };
}

/** The number of a module's function for a convolution: (image, filter, result, scratch). */
export const convolutionFunction = (module: ModuleBuilder, geometry: Geometry): number =>
  correlationFunction(module, forward(geometry));

export const convolutionScratch = (geometry: Geometry): number => scratchOf(forward(geometry));

/** The number of a module's function for its gradient by the images: (upstream, filter, result, scratch). */
export const inputGradientFunction = (module: ModuleBuilder, geometry: Geometry): number =>
  correlationFunction(module, backward(geometry));

export const inputGradientScratch = (geometry: Geometry): number => scratchOf(backward(geometry));

/**
 * The number of a module's function for its gradient by the filters: (upstream, image, result, scratch).
 *
 * @param some so many filters, from the one on at which upstream and result are said to begin
 */
export const filterGradientFunction = (
  module: ModuleBuilder,
  geometry: Geometry,
  some = geometry.outChannels,
): number =>
  once(module, `filter gradient ${some} ${JSON.stringify(geometry)}`, () =>
    module.add(writeFilterGradient(module, geometry, some)),
  );

export const filterGradientScratch = (geometry: Geometry): number =>
  paddedBytes(paddedImage(geometry));

const paddedBytes = (padded: Padded): number => (isItself(padded) ? 0 : numbersOf(padded) * FLOAT);

const scratchOf = ({ source, filters }: Correlation): number =>
  paddedBytes(source) + packedBytes(filters);

const correlationFunction = (module: ModuleBuilder, correlation: Correlation): number =>
  once(module, `correlation ${JSON.stringify(correlation)}`, () =>
    module.add(writeCorrelation(module, correlation)),
  );

function writeCorrelation(module: ModuleBuilder, correlation: Correlation): FunctionCode {
  const { batch, source, filters, filterHeight, filterWidth, stride } = correlation;
  const { outHeight, outWidth } = correlation;
  const { fullWidth, channels } = source;
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32']);
  const [image, filter, result, scratch] = [0, 1, 2, 3];
  const packed = copyOf(code, scratch, paddedBytes(source));
  advance(code, filter, correlation.filtersStart * FLOAT);
  call(code, packFunction(module, filters), filter, packed);
  const sweep = sweepFunction(module, {
    rows: [
      { count: outHeight, stride: stride * fullWidth * channels },
      { count: outWidth, stride: stride * channels },
    ],
    inner: [
      { count: filterHeight, stride: fullWidth * channels },
      { count: filterWidth * channels, stride: 1 },
    ],
    columns: filters.columns,
    width: filters.width,
    right: 'packed',
    resultStride: filters.columns,
    accumulate: false,
  });
  eachImage(code, batch, source, image, scratch, (padded) => {
    call(code, sweep, padded, packed, result);
    advance(code, result, outHeight * outWidth * filters.columns * FLOAT);
  });
  return code;
}

function writeFilterGradient(
  module: ModuleBuilder,
  geometry: Geometry,
  some: number,
): FunctionCode {
  const { batch, filterHeight, filterWidth, outChannels, rows, columns, stride } = geometry;
  const source = paddedImage(geometry);
  const { fullWidth, channels } = source;
  const filterRows = filterHeight * filterWidth * channels;
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32']);
  const [upstream, image, result, scratch] = [0, 1, 2, 3];
  const sweep = sweepFunction(module, {
    rows: [
      { count: filterHeight, stride: fullWidth * channels },
      { count: filterWidth * channels, stride: 1 },
    ],
    inner: [
      { count: rows.out, stride: stride * fullWidth * channels },
      { count: columns.out, stride: stride * channels },
    ],
    columns: some,
    width: panelWidth(filterRows),
    right: outChannels,
    resultStride: outChannels,
    accumulate: true,
  });
  const row = copyOf(code, result);
  if (some === outChannels) writeClear(code, row, filterRows * outChannels);
  else
    repeat(code, filterRows, () => {
      writeClear(code, row, some);
      advance(code, row, outChannels * FLOAT);
    });
  eachImage(code, batch, source, image, scratch, (padded) => {
    call(code, sweep, padded, upstream, result);
    advance(code, upstream, rows.out * columns.out * outChannels * FLOAT);
  });
  return code;
}

/** One image after the other, padded where it has to be; `image` goes along. */
function eachImage(
  code: FunctionCode,
  batch: number,
  source: Padded,
  image: Local,
  scratch: Local,
  body: (padded: Local) => void,
): void {
  const copies = !isItself(source);
  if (copies) writeClear(code, scratch, numbersOf(source));
  repeat(code, batch, () => {
    if (copies) writeLayIn(code, source, image, scratch);
    body(copies ? scratch : image);
    advance(code, image, source.height * source.width * source.channels * FLOAT);
  });
}
