import type { Pen } from './pen';

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
  tops.fill(Infinity, first, last + 1);
  bottoms.fill(-Infinity, first, last + 1);
  let at = first;
  if (xs[from]! >= 0 && xs[from]! <= count) note(first, ys[from]!);
  for (let i = from + 1; i < to; i++) {
    const [x, y, nextX, nextY] = [xs[i - 1]!, ys[i - 1]!, xs[i]!, ys[i]!];
    const end = column(nextX);
    const slope = (nextY - y) / (nextX - x);
    if (x < 0 && nextX >= 0) note(0, y - slope * x);
    // On its way the line crosses edges of columns, each of which belongs to both sides.
    while (at < end) {
      const edge = y + slope * (at + 1 - x);
      note(at, edge);
      note(++at, edge);
    }
    if (nextX >= 0 && nextX <= count) note(end, nextY);
    else if (nextX > count && x <= count) note(count - 1, y + slope * (count - x));
  }
  const isOutside = tops[first] === Infinity;
  return { from: first, to: isOutside ? first : last + 1, tops, bottoms };
}

function note(column: number, y: number): void {
  if (y < tops[column]!) tops[column] = y;
  if (y > bottoms[column]!) bottoms[column] = y;
}

/** How strongly the gaps between dashes show: a gap would hide all that a dense line does there. */
const GAP = 0.45;

/**
 * Fills what a line of that width covers. Dashes go by along the x-axis; gaps between them are pale.
 * @param left where column 0 begins
 */
export function fillCovered(
  pen: Pen,
  { from, to, tops: high, bottoms: low }: Covered,
  left: number,
  width: number,
  dash: readonly number[],
): void {
  const opacity = pen.globalAlpha;
  const fill = (pieces: readonly (readonly [number, number])[]): void => {
    pen.beginPath();
    for (const [start, end] of pieces) {
      pen.moveTo(left + start, high[start]! - width / 2);
      for (let i = start; i < end; i++) {
        pen.lineTo(left + i, high[i]! - width / 2);
        pen.lineTo(left + i + 1, high[i]! - width / 2);
      }
      for (let i = end - 1; i >= start; i--) {
        pen.lineTo(left + i + 1, low[i]! + width / 2);
        pen.lineTo(left + i, low[i]! + width / 2);
      }
    }
    pen.fill();
  };
  if (from === to) return;
  const [dashes, gaps] = dashed(from, to, dash);
  fill(dashes);
  if (gaps.length === 0) return;
  pen.globalAlpha = opacity * GAP;
  fill(gaps);
  pen.globalAlpha = opacity;
}

type Pieces = [number, number][];

/** Which columns are dashes, and which are gaps between them. */
function dashed(from: number, to: number, dash: readonly number[]): readonly [Pieces, Pieces] {
  const pieces: readonly [Pieces, Pieces] = [[], []];
  if (dash.length === 0) return [[[from, to]], []];
  let end = 0;
  for (let k = 0; end < to; k++) {
    const start = Math.max(from, end);
    end += Math.max(1, Math.round(dash[k % dash.length]!));
    if (end > start) pieces[(k % 2) as 0 | 1].push([start, Math.min(to, end)]);
  }
  return pieces;
}
