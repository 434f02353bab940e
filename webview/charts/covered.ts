/** How far a line goes up and down in each column of pixels that it crosses. */
export interface Covered {
  /** The first column, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** By column, from 0 on: the highest and the lowest place on the canvas. */
  readonly tops: Float64Array;
  readonly bottoms: Float64Array;
}

let tops = new Float64Array(0);
let bottoms = new Float64Array(0);

/**
 * What a line of points `[from, to)`, by ascending x, covers of columns 0 to `count`, one pixel each. The answer is
 * good until the next question.
 */
export function coveredBy(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
  count: number,
): Covered {
  if (tops.length < count) {
    tops = new Float64Array(count);
    bottoms = new Float64Array(count);
  }
  const column = (x: number): number => Math.max(0, Math.min(count - 1, Math.floor(x)));
  const [first, last] = [column(xs[from]!), column(xs[to - 1]!)];
  let at = first;
  let x = xs[from]!;
  let y = ys[from]!;
  // Of the column that the line is in.
  let [top, bottom] = x >= 0 && x <= count ? [y, y] : [Infinity, -Infinity];
  for (let i = from + 1; i < to; i++) {
    const nextX = xs[i]!;
    const nextY = ys[i]!;
    if (nextX >= at + 1 || x < 0) {
      const end = column(nextX);
      const slope = (nextY - y) / (nextX - x);
      if (x < 0 && nextX >= 0) top = bottom = y - slope * x;
      // On its way the line crosses edges of columns, each of which belongs to both sides.
      while (at < end) {
        const edge = y + slope * (at + 1 - x);
        tops[at] = edge < top ? edge : top;
        bottoms[at++] = edge > bottom ? edge : bottom;
        top = bottom = edge;
      }
      if (nextX > count && x <= count) {
        const edge = y + slope * (count - x);
        if (edge < top) top = edge;
        if (edge > bottom) bottom = edge;
      }
    }
    if (nextX >= 0 && nextX <= count) {
      if (nextY < top) top = nextY;
      if (nextY > bottom) bottom = nextY;
    }
    x = nextX;
    y = nextY;
  }
  tops[at] = top;
  bottoms[at] = bottom;
  const isOutside = tops[first] === Infinity;
  return { from: first, to: isOutside ? first : last + 1, tops, bottoms };
}
