import type { MeanBlock } from '../protocol/frames';
import { meanPoints, type MeanPoint, type Spread } from '../protocol/mean';
import type { PlacedCurve } from './curves';
import {
  above,
  lowerBound,
  PixelColumns,
  rangeOf,
  WHOLE_POINTS,
  type RangeQuestion,
} from './pixels';

export type MeanView = Omit<MeanBlock, 'kind' | 'query'>;

/**
 * The mean of curves over a range, over all of their points: of each pixel column the first point and the last, the
 * lowest and highest mean, the lowest and highest edge of the band, and the first at which a run has no finite value;
 * besides the neighbours outside.
 */
export function meanViewOf(
  curves: readonly PlacedCurve[],
  question: RangeQuestion & { readonly spread: Spread },
): MeanView {
  const lines = curves.map(({ xs, column, smoothed }) => ({
    xs,
    ys: smoothed?.values ?? column.points.values,
  }));
  const ends = lines.flatMap(({ xs }) => (xs.length > 0 ? [xs[0]!, xs[xs.length - 1]!] : []));
  const [from, to] = rangeOf(question, Math.min(...ends), Math.max(...ends));
  const most = lines.reduce(
    (sum, { xs }) => sum + lowerBound(xs, above(to)) - lowerBound(xs, from),
    0,
  );
  const pixels = new PixelColumns([from, to], question);
  const isWhole = most <= Math.max(WHOLE_POINTS, 4 * question.columns);
  const kept: MeanPoint[] = [];
  const gathered = new MeanColumn();
  let [start, index, end] = [0, 0, 0];
  let column = 0;
  for (const point of meanPoints(lines, question.spread, from)) {
    index = point.index + 1;
    if (point.x < from) start = index;
    const isOutside = point.x < from || point.x > to;
    if (!isOutside) end = index;
    if (isOutside || isWhole) {
      gathered.moveTo(kept);
      kept.push(point);
      if (point.x > to) break;
      continue;
    }
    const at = pixels.at(point.x);
    if (at !== column) gathered.moveTo(kept);
    column = at;
    gathered.take(point);
  }
  gathered.moveTo(kept);
  return {
    start,
    end: Math.max(start, end),
    total: index,
    placed: index,
    xs: Float64Array.from(kept, ({ x }) => x),
    means: Float64Array.from(kept, ({ mean }) => mean),
    low: Float64Array.from(kept, ({ low }) => low),
    high: Float64Array.from(kept, ({ high }) => high),
    indices: Uint32Array.from(kept, (each) => each.index),
    counts: Uint32Array.from(kept, ({ count }) => count),
    missing: Uint32Array.from(kept, ({ missing }) => missing),
  };
}

/** What stands for the points of one pixel column of a mean. */
class MeanColumn {
  private readonly found: MeanPoint[] = [];

  take(point: MeanPoint): void {
    const { found } = this;
    if (found.length === 0) {
      for (let i = 0; i < STANDING; i++) found.push(point);
      return;
    }
    found[LAST] = point;
    if (point.mean < found[1]!.mean || Number.isNaN(found[1]!.mean)) found[1] = point;
    if (point.mean > found[2]!.mean || Number.isNaN(found[2]!.mean)) found[2] = point;
    if (point.low < found[3]!.low || Number.isNaN(found[3]!.low)) found[3] = point;
    if (point.high > found[4]!.high || Number.isNaN(found[4]!.high)) found[4] = point;
    if (point.missing > 0 && found[5]!.missing === 0) found[5] = point;
  }

  /** Hands over what was found, in order, each once, and begins anew. */
  moveTo(kept: MeanPoint[]): void {
    this.found.sort((a, b) => a.index - b.index);
    for (const point of this.found) if (point !== kept[kept.length - 1]) kept.push(point);
    this.found.length = 0;
  }
}
const STANDING = 7;
const LAST = STANDING - 1;
