import type { PointArrays } from '../protocol/frames';
import type { ViewAxis } from '../protocol/messages';
import { smootherOf, type Smoother, type Smoothing } from '../protocol/smoothing';
import { Column } from './column';
import { Extremes } from './extremes';

export interface ViewQuestion {
  readonly axis: ViewAxis;
  /** The range of x, both ends included; null: as far as there is something. */
  readonly from: number | null;
  readonly to: number | null;
  /** Pixels that the range has on screen. */
  readonly columns: number;
  readonly smoothing: Smoothing | null;
}

export interface View extends PointArrays {
  /** Points `[start, end)`, ordered by x, lie within the range. */
  readonly start: number;
  readonly end: number;
  readonly total: number;
  readonly indices: Uint32Array;
  readonly smoothed: Float32Array | null;
}

/** As many points in range come as they are, however narrow the screen: then a zoom holds every scalar. */
export const WHOLE_POINTS = 10_000;

/** Smoothings that are kept of a column: the one in use, and the one before it, for somebody who compares. */
const KEPT_SMOOTHINGS = 2;

interface Smoothed {
  readonly key: string;
  readonly smoother: Smoother;
  readonly extremes: Extremes;
}

/** Answers to questions about one column: what can be seen of a range at a width. Keeps what several of them need. */
export class ColumnViews {
  private revision = 0;
  private ordered: { readonly length: number; readonly column: Column } | null = null;
  private times: Float64Array | null = null;
  private smoothings: Smoothed[] = [];

  constructor(private readonly column: Column) {}

  /**
   * Of each pixel column of the range: the first point and the last, the lowest and the highest value, logged and
   * smoothed, and the first NaN, +Inf and −Inf; besides the neighbours outside. Nothing is left out by chance.
   */
  answer(question: ViewQuestion): View {
    if (this.revision !== this.column.revision) this.forget();
    const column = question.axis === 'step' ? this.byStep() : this.column;
    const { steps, wallTimes, values } = column.points;
    const xs = question.axis === 'step' ? steps : this.ascendingTimes(wallTimes);
    const from = question.from ?? xs[0] ?? 0;
    const to = question.to ?? xs[xs.length - 1] ?? 0;
    const start = lowerBound(xs, from);
    const end = lowerBound(xs, above(to));
    const smoothed = question.smoothing === null ? null : this.smooth(column, question.smoothing);
    const smoothedValues = smoothed?.smoother.values() ?? null;
    if (smoothed !== null && smoothedValues !== null) {
      smoothed.extremes.truncate(smoothed.smoother.unchanged);
      smoothed.extremes.extend(smoothedValues, smoothedValues.length);
    }
    const kept =
      end - start <= Math.max(WHOLE_POINTS, 4 * question.columns)
        ? range(Math.max(0, start - 1), Math.min(xs.length, end + 1))
        : reduce(xs, [start, end], [from, to], question.columns, (first, behind) => {
            const found = whatStands(column, values, first, behind);
            if (smoothed === null || smoothedValues === null) return found;
            const { lowest, highest } = smoothed.extremes.within(smoothedValues, first, behind);
            return [...found, lowest, highest];
          });
    return {
      start,
      end,
      total: this.column.length,
      indices: kept,
      steps: Float64Array.from(kept, (i) => steps[i]!),
      wallTimes: Float64Array.from(kept, (i) => wallTimes[i]!),
      values: Float32Array.from(kept, (i) => values[i]!),
      smoothed: smoothedValues && Float32Array.from(kept, (i) => smoothedValues[i]!),
    };
  }

  private forget(): void {
    this.revision = this.column.revision;
    this.ordered = this.times = null;
    this.smoothings = [];
  }

  /** The column with its points in the order of steps; those of the same step stay as they were logged. */
  private byStep(): Column {
    if (this.column.stepsAscend) return this.column;
    if (this.ordered?.length === this.column.length) return this.ordered.column;
    const { steps, wallTimes, values } = this.column.points;
    const order = range(0, steps.length).sort((a, b) => steps[a]! - steps[b]! || a - b);
    const column = new Column();
    column.reserve(order.length);
    for (const i of order) column.append(steps[i]!, wallTimes[i]!, values[i]!);
    this.ordered = { length: order.length, column };
    this.smoothings = [];
    return column;
  }

  /** Where the clock was set back, the time stands still until it has caught up. */
  private ascendingTimes(wallTimes: Float64Array): Float64Array {
    if (this.column.timesAscend) return wallTimes;
    if (this.times?.length === wallTimes.length) return this.times;
    let latest = -Infinity;
    this.times = wallTimes.map((time) => (latest = Math.max(latest, time)));
    return this.times;
  }

  private smooth(column: Column, smoothing: Smoothing): Smoothed {
    const key = JSON.stringify([smoothing, column === this.column]);
    const known = this.smoothings.find((each) => each.key === key);
    if (known !== undefined) return known;
    const series = {
      get steps() {
        return column.points.steps;
      },
      get values() {
        return column.points.values;
      },
      get length() {
        return column.length;
      },
    };
    const made = { key, smoother: smootherOf(series, smoothing), extremes: new Extremes() };
    this.smoothings = [made, ...this.smoothings].slice(0, KEPT_SMOOTHINGS);
    return made;
  }
}

/** The points that stand for `[first, end)`, with -1 for what there is none of: both ends, extremes, marks. */
export function whatStands(
  { extremes, notFinite }: Column,
  values: Float32Array,
  first: number,
  end: number,
): number[] {
  const { lowest, highest } = extremes.within(values, first, end);
  return [first, end - 1, lowest, highest, ...notFinite.firstOfEach(first, end)];
}

/** Appends indices in their order, each once; -1 stands for none. */
export function keep(found: number[], kept: number[]): void {
  found.sort((a, b) => a - b);
  for (const index of found) if (index >= 0 && index !== kept[kept.length - 1]) kept.push(index);
}

/** What `of` finds of each pixel column, ascending, each once; with the neighbours of the range. */
function reduce(
  xs: Float64Array,
  [start, end]: readonly [number, number],
  [from, to]: readonly [number, number],
  columns: number,
  of: (first: number, end: number) => number[],
): Uint32Array {
  const kept: number[] = start > 0 ? [start - 1] : [];
  let at = start;
  for (let column = 1; column <= columns && at < end; column++) {
    const next =
      column === columns ? end : lowerBound(xs, from + (column / columns) * (to - from), at, end);
    if (next === at) continue;
    keep(of(at, next), kept);
    at = next;
  }
  if (end < xs.length) kept.push(end);
  return Uint32Array.from(kept);
}

const range = (from: number, to: number): Uint32Array =>
  Uint32Array.from({ length: to - from }, (_, i) => from + i);

/** First index in `[from, to)` whose x is at least `bound`; `to` where there is none. */
function lowerBound(xs: Float64Array, bound: number, from = 0, to = xs.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (xs[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

const bits = new DataView(new ArrayBuffer(8));

/** The next number above a finite one. */
function above(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, x);
  bits.setBigInt64(0, bits.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}
