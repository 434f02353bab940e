import type { ChartLine, Group } from './line';

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

export interface Mean extends Group {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** As `ys`, but NaN where a run had logged a value that is not finite: the mean there is of the others. */
  readonly values: Float64Array;
}

type Curve = Pick<ChartLine, 'xs' | 'ys'>;

/**
 * The mean of curves at every x at which any of them has a point. Between its points a curve counts with the straight
 * line that is drawn between them, outside of its own range it does not count: `counts` says how many did.
 */
export function meanOf(curves: readonly Curve[], spread: Spread): Mean {
  const xs = unionOf(curves.map((curve) => curve.xs));
  const n = xs.length;
  const ys = new Float64Array(n).fill(NaN);
  const values = new Float64Array(n).fill(NaN);
  const low = new Float64Array(n).fill(NaN);
  const high = new Float64Array(n).fill(NaN);
  const counts = new Uint32Array(n);
  const cursors = curves.map((curve) => new Cursor(curve));
  const here: number[] = [];
  for (let i = 0; i < n; i++) {
    here.length = 0;
    let whole = true;
    for (const cursor of cursors) {
      const y = cursor.at(xs[i]!);
      if (y === null) continue;
      if (Number.isFinite(y)) here.push(y);
      else whole = false;
    }
    counts[i] = here.length;
    if (here.length === 0) continue;
    const summary = summarize(here, spread);
    ys[i] = summary.mean;
    values[i] = whole ? summary.mean : NaN;
    low[i] = summary.low;
    high[i] = summary.high;
  }
  return { xs, ys, values, low, high, counts, runs: curves.length };
}

/** Mean and band of some values, of which there is at least one. */
export function summarize(
  values: readonly number[],
  spread: Spread,
): { readonly mean: number; readonly low: number; readonly high: number } {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  if (spread === 'range') return { mean, low: Math.min(...values), high: Math.max(...values) };
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const sd = n < 2 ? 0 : Math.sqrt(squares / (n - 1));
  const half = spread === 'sd' ? sd : confidence95(sd, n);
  return { mean, low: mean - half, high: mean + half };
}

/** All x of ascending lists, once each, ascending. */
function unionOf(lists: readonly Float64Array[]): Float64Array {
  const first = lists[0] ?? new Float64Array(0);
  if (lists.every((list) => sameArray(list, first))) return first;
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++)
    if (kept === 0 || all[i] !== all[kept - 1]) all[kept++] = all[i]!;
  return all.subarray(0, kept);
}

const sameArray = (a: Float64Array, b: Float64Array): boolean =>
  a === b || (a.length === b.length && a.every((x, i) => x === b[i]));

/** Walks along a curve with ascending x. */
class Cursor {
  private next = 0;

  constructor(private readonly curve: Curve) {}

  /** The curve's y at x, which must not fall from call to call; null outside of the curve. */
  at(x: number): number | null {
    const { xs, ys } = this.curve;
    while (this.next < xs.length && xs[this.next]! < x) this.next++;
    if (this.next === xs.length) return null;
    if (xs[this.next] === x) return ys[this.next]!;
    if (this.next === 0) return null;
    const [x0, x1] = [xs[this.next - 1]!, xs[this.next]!];
    const [y0, y1] = [ys[this.next - 1]!, ys[this.next]!];
    // Next to a value that is not finite nothing is drawn, so nothing is known between.
    return Number.isFinite(y0) && Number.isFinite(y1)
      ? y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
      : null;
  }
}
