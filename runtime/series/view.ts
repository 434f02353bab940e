import type { ViewBlock } from '../protocol/frames';
import type { Column } from './column';
import type { PlacedCurve } from './curves';
import {
  above,
  lowerBound,
  PixelColumns,
  rangeOf,
  WHOLE_POINTS,
  type RangeQuestion,
} from './pixels';

export type View = Omit<ViewBlock, 'kind' | 'query' | 'subscription' | 'tag'>;
/**
 * Of each pixel column of the range: the first point and the last, the lowest and the highest value, logged and
 * smoothed, and the first NaN, +Inf and −Inf; besides the neighbours outside. Nothing is left out by chance.
 * @param total points in the whole series, with or without a place on the axis
 */
export function viewOf(curve: PlacedCurve, question: RangeQuestion, total: number): View {
  const { column, xs, smoothed, joined } = curve;
  const { steps, wallTimes, values } = column.points;
  const [from, to] = rangeOf(question, xs[0], xs[xs.length - 1]);
  const start = lowerBound(xs, from);
  const end = lowerBound(xs, above(to));
  const kept =
    end - start <= Math.max(WHOLE_POINTS, 4 * question.columns)
      ? range(Math.max(0, start - 1), Math.min(xs.length, end + 1))
      : reduce(xs, [start, end], new PixelColumns([from, to], question), (first, behind) => {
          const found = whatStands(column, values, first, behind);
          if (smoothed === null) return found;
          const { lowest, highest } = smoothed.extremes.within(smoothed.values, first, behind);
          return [...found, lowest, highest];
        });
  return {
    start,
    end,
    total,
    placed: xs.length,
    indices: kept,
    steps: Float64Array.from(kept, (i) => steps[i]!),
    wallTimes: Float64Array.from(kept, (i) => wallTimes[i]!),
    values: Float32Array.from(kept, (i) => values[i]!),
    smoothed: smoothed && Float32Array.from(kept, (i) => smoothed.values[i]!),
    xs: joined ? Float64Array.from(kept, (i) => xs[i]!) : null,
  };
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
  pixels: PixelColumns,
  of: (first: number, end: number) => number[],
): Uint32Array {
  const kept: number[] = start > 0 ? [start - 1] : [];
  let at = start;
  for (let column = 1; column <= pixels.count && at < end; column++) {
    const next = column === pixels.count ? end : lowerBound(xs, pixels.endOf(column), at, end);
    if (next === at) continue;
    keep(of(at, next), kept);
    at = next;
  }
  if (end < xs.length) kept.push(end);
  return Uint32Array.from(kept);
}

const range = (from: number, to: number): Uint32Array =>
  Uint32Array.from({ length: to - from }, (_, i) => from + i);
