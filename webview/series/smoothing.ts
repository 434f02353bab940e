import type { ScalarSeries } from './scalar-series';

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
 * A time-weighted exponential moving average of a series that grows. A point that lies Δ steps back weighs
 * weight^(Δ / typical spacing), and the sum of weights is divided out, so that an even series gets what TensorBoard
 * draws, and a hole in it is not smoothed across as if it were one step wide. A value that is not finite passes
 * through as it is and leaves the average alone. The full series is smoothed, before any reduction, and always
 * over steps, so that no line changes with the x-axis, the zoom or another run.
 */
export class Smoother {
  private spacing = 1;
  private done = 0;
  private average = 0;
  private total = 0;
  private lastStep = NaN;
  private buffer = new Float64Array(0);

  constructor(
    private readonly series: ScalarSeries,
    private readonly weight: number,
  ) {}

  /** The smoothed values of all points that have come. */
  values(): Float64Array {
    const { steps, values, length } = this.series;
    if (this.done <= GAPS_FOR_SPACING) {
      this.spacing = typicalSpacing(steps);
      this.done = this.average = this.total = 0;
      this.lastStep = NaN;
    }
    if (this.buffer.length < length) {
      const grown = new Float64Array(Math.max(length, 2 * this.buffer.length));
      grown.set(this.buffer.subarray(0, this.done));
      this.buffer = grown;
    }
    for (; this.done < length; this.done++) this.buffer[this.done] = this.next(steps, values);
    return this.buffer.subarray(0, length);
  }

  private next(steps: Float64Array, values: Float32Array): number {
    const value = values[this.done]!;
    if (!Number.isFinite(value)) return value;
    const step = steps[this.done]!;
    const distance = Math.max(0, step - this.lastStep) / this.spacing;
    const decay = Number.isNaN(distance) ? 0 : this.weight ** distance;
    this.total = this.total * decay + 1;
    this.average += (value - this.average) / this.total;
    this.lastStep = step;
    return this.average;
  }
}
