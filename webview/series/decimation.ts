/** The points of a line that are drawn: indices into the full series, ascending. */
export interface Decimated {
  readonly indices: Uint32Array;
  /** Points of the full series within the range, drawn or not. */
  readonly inRange: number;
}

/** First index whose x is at least `bound`, in ascending xs. */
export function lowerBound(xs: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Reduces a line to what can be seen of it: of each pixel column within [min, max] the first and last point, the
 * lowest and the highest, and every change between finite and not finite; deterministic, no sampling. The
 * neighbours just outside the range are kept, so that the line runs on to the edge of the picture.
 * @param log The columns are even in the logarithm of x; `min` is above 0 then.
 */
export function decimate(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  min: number,
  max: number,
  columns: number,
  log = false,
): Decimated {
  const start = lowerBound(xs, min);
  let end = lowerBound(xs, max);
  while (end < xs.length && xs[end] === max) end++;
  const inRange = end - start;
  // What lies at 0 or below is infinitely far from the edge of a logarithmic axis.
  const from = start > 0 && !(log && xs[start - 1]! <= 0) ? start - 1 : start;
  const to = Math.min(xs.length, end + 1);
  if (to - from <= 2 * columns || !(max > min)) return { indices: consecutive(from, to), inRange };

  count = 0;
  if (from < start) keep(from);
  const place = log ? Math.log : (x: number): number => x;
  const origin = place(min);
  const scale = columns / (place(max) - origin);
  for (let i = start; i < end;) {
    const edge = origin + (Math.floor((place(xs[i]!) - origin) * scale) + 1) / scale;
    const next = log ? Math.exp(edge) : edge;
    let j = i + 1;
    while (j < end && xs[j]! < next) j++;
    keepColumn(ys, i, j);
    i = j;
  }
  if (end < to) keep(end);
  return { indices: kept.slice(0, count), inRange };
}

/** Room for what one reduction keeps: lists that grow would be most of what a drawing leaves to be collected. */
let kept = new Uint32Array(1 << 12);
let count = 0;

function keep(index: number): void {
  if (count === kept.length) {
    const more = new Uint32Array(2 * count);
    more.set(kept);
    kept = more;
  }
  kept[count++] = index;
}

function consecutive(from: number, to: number): Uint32Array {
  const indices = new Uint32Array(to - from);
  for (let i = from; i < to; i++) indices[i - from] = i;
  return indices;
}

/** Keeps what is to be kept of one column's points [from, to), ascending. */
function keepColumn(ys: ArrayLike<number>, from: number, to: number): void {
  if (to - from <= 4) {
    for (let i = from; i < to; i++) keep(i);
    return;
  }
  let lowest = -1;
  let highest = -1;
  let changes = 0;
  for (let i = from; i < to; i++) {
    const y = ys[i]!;
    const finite = Number.isFinite(y);
    if (i > from && finite !== Number.isFinite(ys[i - 1]!)) changes++;
    if (!finite) continue;
    if (lowest < 0 || y < ys[lowest]!) lowest = i;
    if (highest < 0 || y > ys[highest]!) highest = i;
  }
  if (changes > 0) return keepChanges(ys, from, to, [lowest, highest]);
  keep(from);
  const [first, second] = lowest < highest ? [lowest, highest] : [highest, lowest];
  if (first > from && first < to - 1) keep(first);
  if (second > from && second !== first && second < to - 1) keep(second);
  keep(to - 1);
}

/** The same where some values are not finite: the changes between both are kept, too. */
function keepChanges(
  ys: ArrayLike<number>,
  from: number,
  to: number,
  extremes: readonly number[],
): void {
  const column = new Set([from, to - 1, ...extremes]);
  for (let i = from + 1; i < to; i++)
    if (Number.isFinite(ys[i]!) !== Number.isFinite(ys[i - 1]!)) column.add(i - 1).add(i);
  for (const i of [...column].sort((a, b) => a - b)) keep(i);
}
