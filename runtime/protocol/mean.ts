/** Means over curves and the bands about them, the same at both ends of the wire. */

export const SPREADS = ['range', 'sd', 'ci'] as const;
/** What the band about a mean says: lowest to highest, one standard deviation, the 95 % confidence interval. */
export type Spread = (typeof SPREADS)[number];

export const SPREAD_NAMES: Readonly<Record<Spread, string>> = {
  range: 'min–max',
  sd: 'SD',
  ci: '95 % CI',
};

/** Student's t at 97.5 % for 1 to 30 degrees of freedom (two-sided 95 %); beyond, the normal's. */
const T975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];
const NORMAL_975 = 1.96;

/** Half the 95 % confidence interval of a mean of n values with sample standard deviation sd. */
export const confidence95 = (sd: number, n: number): number =>
  n < 2 ? 0 : ((T975[n - 2] ?? NORMAL_975) * sd) / Math.sqrt(n);

/** Mean and band of some values, of which there is at least one. */
export function summarize(
  values: readonly number[],
  spread: Spread,
): { readonly mean: number; readonly low: number; readonly high: number } {
  const n = values.length;
  let sum = 0;
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    sum += value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const mean = sum / n;
  if (spread === 'range') return { mean, low, high };
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const sd = n < 2 ? 0 : Math.sqrt(squares / (n - 1));
  const half = spread === 'sd' ? sd : confidence95(sd, n);
  return { mean, low: mean - half, high: mean + half };
}

/** A line through points with ascending x. */
export interface Curve {
  readonly xs: Float64Array;
  readonly ys: Float32Array | Float64Array;
}

/** The mean of some curves at one x. */
export interface MeanPoint {
  /** How many points come before. */
  readonly index: number;
  readonly x: number;
  /** NaN where none of the curves has a finite value there; low and high, too. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** How many curves the mean is of. */
  readonly count: number;
  /** How many have a point there whose value is not finite. */
  readonly missing: number;
}

/**
 * The mean of curves at every x at which any of them has a point, from the last one before `from` on. Between its
 * points a curve counts with the straight line that is drawn between them, outside of its own range it does not count.
 */
export function* meanPoints(
  curves: readonly Curve[],
  spread: Spread,
  from = -Infinity,
): Generator<MeanPoint> {
  const before = Math.max(...curves.map(({ xs }) => xs[firstAt(xs, from) - 1] ?? -Infinity));
  const cursors = curves.map((curve) => new Cursor(curve, Math.max(before, -Number.MAX_VALUE)));
  const here: number[] = [];
  for (let index = 0; ; index++) {
    let x = Infinity;
    for (const cursor of cursors) if (cursor.nextX < x) x = cursor.nextX;
    if (x === Infinity) return;
    here.length = 0;
    let missing = 0;
    for (const cursor of cursors) {
      const y = cursor.at(x);
      if (y === null) continue;
      if (Number.isFinite(y)) here.push(y);
      else missing++;
    }
    const { mean, low, high } = here.length === 0 ? NOTHING : summarize(here, spread);
    yield { index, x, mean, low, high, count: here.length, missing };
  }
}

const NOTHING = { mean: NaN, low: NaN, high: NaN };

/** First index whose x is at least `bound`. */
function firstAt(xs: Float64Array, bound: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (xs[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Walks along a curve with ascending x; of points at the same x the first counts. */
class Cursor {
  private next: number;
  private readonly xs: Float64Array;
  private readonly ys: Curve['ys'];

  constructor({ xs, ys }: Curve, from: number) {
    this.xs = xs;
    this.ys = ys;
    this.next = firstAt(xs, from);
  }

  /** The x of the next point; Infinity behind the last. */
  get nextX(): number {
    return this.next < this.xs.length ? this.xs[this.next]! : Infinity;
  }

  /** The curve's y at x, which is nowhere beyond the next point; null outside of the curve. Goes on behind x. */
  at(x: number): number | null {
    const { xs, ys, next } = this;
    if (xs[next] === x) {
      do this.next++;
      while (xs[this.next] === x);
      return ys[next]!;
    }
    if (next === 0 || next === xs.length) return null;
    const [x0, x1] = [xs[next - 1]!, xs[next]!];
    const [y0, y1] = [ys[next - 1]!, ys[next]!];
    // Next to a value that is not finite nothing is drawn, so nothing is known between.
    return Number.isFinite(y0) && Number.isFinite(y1)
      ? y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
      : null;
  }
}

export interface Mean {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** As `ys`, but NaN where a run had logged a value that is not finite: the mean there is of the others. */
  readonly values: Float64Array;
  /** The band about it. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many of the curves each point is of. */
  readonly counts: Uint32Array;
  /** How many curves there are. */
  readonly runs: number;
}

/** The whole mean of curves. */
export function meanOf(curves: readonly Curve[], spread: Spread): Mean {
  const points = [...meanPoints(curves, spread)];
  return {
    xs: Float64Array.from(points, ({ x }) => x),
    ys: Float64Array.from(points, ({ mean }) => mean),
    values: Float64Array.from(points, ({ mean, missing }) => (missing > 0 ? NaN : mean)),
    low: Float64Array.from(points, ({ low }) => low),
    high: Float64Array.from(points, ({ high }) => high),
    counts: Uint32Array.from(points, ({ count }) => count),
    runs: curves.length,
  };
}
