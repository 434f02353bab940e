/**
 * How curves are smoothed, the same at both ends of the wire: a panel smooths the series that it holds whole, the
 * supervisor all others. The full series is smoothed, before any reduction, and always over steps, so that no line
 * changes with the x-axis, the zoom, the width of the screen or another run.
 */
import { GaussianSmoother } from './gaussian';

export type Smoothing =
  /** A moving average over the past: a point that lies one typical spacing back weighs this much, 0 to below 1. */
  | { readonly kind: 'average'; readonly weight: number }
  /** A Gaussian over past and future, whose standard deviation is this many typical spacings. */
  | { readonly kind: 'gaussian'; readonly width: number };

/** A series that grows, with steps that ascend. */
export interface SteppedValues {
  readonly steps: Float64Array;
  readonly values: Float32Array;
  readonly length: number;
}

/** The smoothed values of a series that grows. A value that is not finite passes through and leaves the rest alone. */
export interface Smoother {
  /** The smoothed values of all points that have come; a view, valid until the next call. */
  values(): Float64Array;
  /** How many of them, from the first, were the same after the call before the last. */
  readonly unchanged: number;
}

export const smootherOf = (series: SteppedValues, smoothing: Smoothing): Smoother =>
  smoothing.kind === 'average'
    ? new AverageSmoother(series, smoothing.weight)
    : new GaussianSmoother(series, smoothing.width);

/** Gaps that the typical spacing is taken from: enough to be robust, few enough to be settled soon. */
const GAPS_FOR_SPACING = 64;

/** The median of the first step gaps: more points never change it once there are enough. */
export function typicalSpacing(steps: Float64Array): number {
  const gaps: number[] = [];
  for (let i = 1; i < steps.length && gaps.length < GAPS_FOR_SPACING; i++)
    if (steps[i]! > steps[i - 1]!) gaps.push(steps[i]! - steps[i - 1]!);
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 1;
}

/**
 * A time-weighted exponential moving average. A point that lies Δ steps back weighs weight^(Δ / typical spacing),
 * and the sum of weights is divided out, so that an even series gets what TensorBoard draws, and a hole in it is not
 * smoothed across as if it were one step wide.
 */
class AverageSmoother implements Smoother {
  unchanged = 0;
  private spacing = 1;
  private done = 0;
  private average = 0;
  private total = 0;
  private lastStep = NaN;
  /** The distance between the last two points, and what it makes of the weight: mostly it is always the same. */
  private distance = NaN;
  private decay = 0;
  private buffer = new Float64Array(0);

  constructor(
    private readonly series: SteppedValues,
    private readonly weight: number,
  ) {}

  values(): Float64Array {
    const { steps, values, length } = this.series;
    if (this.done <= GAPS_FOR_SPACING) {
      this.spacing = typicalSpacing(steps);
      this.done = this.average = this.total = 0;
      this.lastStep = this.distance = NaN;
    }
    this.unchanged = this.done;
    if (this.buffer.length < length) {
      const grown = new Float64Array(Math.max(length, 2 * this.buffer.length));
      grown.set(this.buffer.subarray(0, this.done));
      this.buffer = grown;
    }
    for (; this.done < length; this.done++)
      this.buffer[this.done] = this.next(steps[this.done]!, values[this.done]!);
    return this.buffer.subarray(0, length);
  }

  private next(step: number, value: number): number {
    if (!Number.isFinite(value)) return value;
    const distance = Math.max(0, step - this.lastStep) / this.spacing;
    if (distance !== this.distance) {
      this.distance = distance;
      this.decay = Number.isNaN(distance) ? 0 : this.weight ** distance;
    }
    this.total = this.total * this.decay + 1;
    this.average += (value - this.average) / this.total;
    this.lastStep = step;
    return this.average;
  }
}
