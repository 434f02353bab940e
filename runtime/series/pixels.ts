/** A range of x at a width. */
export interface RangeQuestion {
  /** Both ends included; null: as far as there is something. */
  readonly from: number | null;
  readonly to: number | null;
  /** Pixels that the range has on screen. */
  readonly columns: number;
  /** They are even in the logarithm of x: what is not above 0 has no place. */
  readonly log: boolean;
}

/** As many points in range come as they are, however narrow the screen: then a zoom holds every scalar. */
export const WHOLE_POINTS = 10_000;

/** The ends of a range; on a logarithmic axis above 0. */
export function rangeOf(
  { from, to, log }: RangeQuestion,
  first: number | undefined,
  last: number | undefined,
): [number, number] {
  const [low, high] = [from ?? first ?? 0, to ?? last ?? 0];
  return log ? [Math.max(low, Number.MIN_VALUE), high] : [low, high];
}

/** The pixel columns of a range. */
export class PixelColumns {
  readonly count: number;
  private readonly log: boolean;
  private readonly low: number;
  private readonly width: number;

  constructor([from, to]: readonly [number, number], { columns, log }: RangeQuestion) {
    this.count = columns;
    this.log = log;
    this.low = log ? Math.log(from) : from;
    this.width = (log ? Math.log(to) : to) - this.low;
  }

  /** Where a column ends. */
  endOf(column: number): number {
    const place = this.low + (column / this.count) * this.width;
    return this.log ? Math.exp(place) : place;
  }

  /** The column of an x. */
  at(x: number): number {
    const place = ((this.log ? Math.log(x) : x) - this.low) / this.width;
    return Math.min(this.count, 1 + Math.floor(place * this.count));
  }
}

/** First index in `[from, to)` whose x is at least `bound`; `to` where there is none. */
export function lowerBound(xs: Float64Array, bound: number, from = 0, to = xs.length): number {
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
export function above(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, x);
  bits.setBigInt64(0, bits.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}
