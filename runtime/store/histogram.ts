import { MessageBuilder } from './protobuf';

/** A list of numbers as TensorBoard's `HistogramProto` (tensorflow/core/framework/summary.proto) sums it up. */
export interface ValueHistogram {
  readonly min: number;
  readonly max: number;
  /** How many values; those that are not finite are left out. */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper limits of the buckets, ascending. The first begins where values below its limit would still be told apart. */
  readonly limits: Float64Array;
  readonly counts: Float64Array;
}

/** TensorFlow's limits (tensorflow/core/lib/histogram): each is a tenth above the last, from 1e-12 to 1e20. */
const SMALLEST = 1e-12;
const LARGEST = 1e20;
const GROWTH = 1.1;

/** The positive limits; negative ones mirror them, 0 stands between. */
const POSITIVE = positiveLimits();
const LIMITS = Float64Array.from([
  ...Array.from(POSITIVE, (limit) => -limit).reverse(),
  0,
  ...POSITIVE,
  Number.MAX_VALUE,
]);
const ZERO = POSITIVE.length;
const LOG_GROWTH = Math.log(GROWTH);

function positiveLimits(): Float64Array {
  const limits: number[] = [];
  for (let limit = SMALLEST; limit < LARGEST; limit *= GROWTH) limits.push(limit);
  return Float64Array.from(limits);
}

/** Counts values into TensorFlow's buckets; null where none is finite. */
export function histogramOf(values: ArrayLike<number>): ValueHistogram | null {
  const counts = new Float64Array(LIMITS.length);
  let [min, max] = [Infinity, -Infinity];
  let [count, sum, sumOfSquares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    sumOfSquares += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
    counts[bucketOf(value)]!++;
  }
  if (count === 0) return null;
  const first = counts.findIndex((each) => each > 0);
  const last = counts.findLastIndex((each) => each > 0);
  // One empty bucket before says where the first one begins.
  const from = Math.max(0, first - 1);
  return {
    min,
    max,
    count,
    sum,
    sumOfSquares,
    limits: LIMITS.slice(from, last + 1),
    counts: counts.slice(from, last + 1),
  };
}

/** The first bucket whose limit is above the value, as TensorFlow has it. */
function bucketOf(value: number): number {
  const size = Math.abs(value);
  if (size < SMALLEST) return value < 0 ? ZERO : ZERO + 1;
  // A first guess, which rounding may put next to where it belongs.
  const guess = Math.min(POSITIVE.length, 1 + Math.floor(Math.log(size / SMALLEST) / LOG_GROWTH));
  let bucket = value > 0 ? ZERO + 1 + guess : ZERO - guess;
  while (bucket > 0 && LIMITS[bucket - 1]! > value) bucket--;
  while (LIMITS[bucket]! <= value) bucket++;
  return bucket;
}

const HISTOGRAM = {
  min: 1,
  max: 2,
  count: 3,
  sum: 4,
  sumOfSquares: 5,
  limits: 6,
  counts: 7,
} as const;

/** As a `HistogramProto`. */
export const encodeHistogram = (histogram: ValueHistogram): Uint8Array =>
  new MessageBuilder()
    .double(HISTOGRAM.min, histogram.min)
    .double(HISTOGRAM.max, histogram.max)
    .double(HISTOGRAM.count, histogram.count)
    .double(HISTOGRAM.sum, histogram.sum)
    .double(HISTOGRAM.sumOfSquares, histogram.sumOfSquares)
    .message(HISTOGRAM.limits, packed(histogram.limits))
    .message(HISTOGRAM.counts, packed(histogram.counts))
    .finish();

/** Little-endian, as every machine that Node runs on has them. */
const packed = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
