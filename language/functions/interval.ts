/** Numbers between two bounds, both of them included; `zero` says whether 0 is among them. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly zero: boolean;
}

/** How a function's result is bounded, given the bounds of its arguments. */
export type IntervalRule = (...args: readonly Interval[]) => Interval;

/** The interval between two bounds; `zero` may only exclude a 0 that lies between them. */
export function between(low: number, high: number, zero = true): Interval {
  return { low, high, zero: zero && low <= 0 && high >= 0 };
}

export const exactly = (value: number): Interval => between(value, value);

export const EVERYTHING: Interval = between(-Infinity, Infinity);
export const AT_LEAST_ZERO: Interval = between(0, Infinity);
export const TRUTH: Interval = between(0, 1);

export function isExact({ low, high }: Interval): boolean {
  return low === high;
}

export function isWithin(inner: Interval, outer: Interval): boolean {
  return outer.low <= inner.low && inner.high <= outer.high && (outer.zero || !inner.zero);
}

/** The smallest interval that covers both. */
export function cover(a: Interval, b: Interval): Interval {
  return between(Math.min(a.low, b.low), Math.max(a.high, b.high), a.zero || b.zero);
}

/** A product of bounds, where 0 · ∞ is 0: an infinite bound is never reached. */
function times(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : x * y;
}

function hull(values: readonly number[], zero: boolean): Interval {
  return between(Math.min(...values), Math.max(...values), zero);
}

export function sum(a: Interval, b: Interval): Interval {
  return between(a.low + b.low, a.high + b.high);
}

/** Any number of terms between these bounds, one at least, added up. */
export const accumulated = ({ low, high, zero }: Interval): Interval =>
  between(low >= 0 ? low : -Infinity, high <= 0 ? high : Infinity, zero || (low < 0 && high > 0));

export function opposite({ low, high, zero }: Interval): Interval {
  return between(-high, -low, zero);
}

export function product(a: Interval, b: Interval): Interval {
  const p = times(a.low, b.low);
  const q = times(a.low, b.high);
  const r = times(a.high, b.low);
  const s = times(a.high, b.high);
  return between(Math.min(p, q, r, s), Math.max(p, q, r, s), a.zero || b.zero);
}

/** 1 / x with 1 / 0 = 0. */
export function inverse({ low, high, zero }: Interval): Interval {
  if (low === 0 && high === 0) return exactly(0);
  if (low > 0 || high < 0) return between(1 / high, 1 / low);
  if (low === 0) return between(zero ? 0 : 1 / high, Infinity, zero);
  if (high === 0) return between(-Infinity, zero ? 0 : 1 / low, zero);
  return between(-Infinity, Infinity, zero);
}

export function magnitude(x: Interval): Interval {
  if (x.low >= 0) return x;
  if (x.high <= 0) return opposite(x);
  return between(0, Math.max(-x.low, x.high), x.zero);
}

/** |x|^p for p > 0, with the sign of x where `odd`. */
export function powerOf(x: Interval, p: number, odd: boolean): Interval {
  const grow = (value: number): number => Math.sign(value) * Math.abs(value) ** p;
  if (odd) return between(grow(x.low), grow(x.high), x.zero);
  const { low, high, zero } = magnitude(x);
  return between(low ** p, high ** p, zero);
}

/** x ** p, where p may be an interval too. */
export function power(x: Interval, p: Interval): Interval {
  if (isExact(p)) return fixedPower(x, p.low);
  if (x.low < 0) return powerOfAnySign(x, p);
  const corner = (base: number, exponent: number): number => {
    if (base === 1) return 1;
    return exponent === 0 ? 1 : base ** exponent;
  };
  const corners = [x.low, x.high].flatMap((base) => [corner(base, p.low), corner(base, p.high)]);
  // Where 0 is a base: 0 to a negative power is 0, and 0 ** 0 is 1.
  const atZero = x.zero ? [0, ...(p.zero ? [1] : [])] : [];
  return hull([...corners, ...atZero], x.zero);
}

function fixedPower(x: Interval, p: number): Interval {
  if (p === 0) return exactly(1);
  const odd = Number.isInteger(p) && p % 2 !== 0;
  return p > 0 ? powerOf(x, p, odd) : inverse(powerOf(x, -p, odd));
}

function powerOfAnySign(x: Interval, p: Interval): Interval {
  const { high } = power(magnitude(x), p);
  return between(-high, high, x.zero);
}

/** The rule of a function that never falls. */
export function increasing(of: (x: number) => number, rootAt0 = false): IntervalRule {
  return ({ low, high, zero }) => between(of(low), of(high), rootAt0 ? zero : true);
}

/** The rule of a function whose results stay within bounds, whatever its argument. */
export function within(low: number, high: number, zero = true): IntervalRule {
  return () => between(low, high, zero);
}

export const larger: IntervalRule = (x, y) =>
  between(
    Math.max(x.low, y.low),
    Math.max(x.high, y.high),
    (x.zero && y.low <= 0) || (y.zero && x.low <= 0),
  );

export const smaller: IntervalRule = (x, y) =>
  between(
    Math.min(x.low, y.low),
    Math.min(x.high, y.high),
    (x.zero && y.high >= 0) || (y.zero && x.high >= 0),
  );

/** (1 − a)·x + a·y, where a mixes for a in [0, 1]. */
export const mixture: IntervalRule = (x, y, a) => {
  if (a.low >= 0 && a.high <= 1) {
    const both = cover(x, y);
    // A mixture of numbers above 0 is above 0; of one that is and one that may be 0, only inside (0, 1).
    const positive = (x.low >= 0 && y.low >= 0) || (x.high <= 0 && y.high <= 0);
    const inner = !a.zero && a.high < 1;
    const zero = positive ? (inner ? x.zero && y.zero : x.zero || y.zero) : true;
    return between(both.low, both.high, zero);
  }
  return sum(product(sum(exactly(1), opposite(a)), x), product(a, y));
};
