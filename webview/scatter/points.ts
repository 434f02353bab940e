import type { Run } from '../../runtime/protocol/runs';
import { extentOf, yRange, type Range } from '../charts/ranges';
import type { Column } from '../table/columns';
import type { Pick, Scatter } from './choice';

export interface ScatterPoint {
  readonly run: Run;
  /** On an axis of words, the place of its word. */
  readonly x: number;
  readonly y: number;
}

export interface ScatterPicture {
  /** From left to right, then from below. */
  readonly points: readonly ScatterPoint[];
  /** The words of the x-axis; null where it has numbers. */
  readonly words: readonly string[] | null;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly xRange: Range;
  readonly yRange: Range;
  /** Runs that have no finite value of both, or none that a logarithmic axis has a place for. */
  readonly leftOut: number;
}

/** From this ratio of the largest to the smallest value on, ratios say more than differences. */
const WIDE = 50;

/** The value of a metric that stands for a run; null where the run does not tell it. */
export function metricValue(run: Run, tag: string, pick: Pick): number | null {
  const { metrics, extremes } = run;
  const value = pick === 'last' ? metrics[tag] : extremes?.[tag]?.[pick === 'lowest' ? 0 : 1];
  return value === undefined ? null : Number(value);
}

/**
 * A point for each run that has both values. Words are bands, in the order of the alphabet; numbers whose largest is many
 * times the smallest lie on a logarithmic axis, unless the person chose otherwise.
 */
export function scatterOf(
  runs: readonly Run[],
  scatter: Scatter,
  column: Column,
  valueOf: (run: Run) => number | null,
): ScatterPicture {
  const pairs = runs.flatMap((run) => {
    const [x, y] = [column.value(run), valueOf(run)];
    return x === null || y === null || !Number.isFinite(y) ? [] : [{ run, x, y }];
  });
  const isNumeric = pairs.every(({ x }) => typeof x === 'number');
  const words = isNumeric ? null : [...new Set(pairs.map(({ x }) => column.text(x)))].sort(inOrder);
  const placeOf = new Map(words?.map((word, i) => [word, i]));
  const placed = pairs.map(({ run, x, y }) => ({
    run,
    x: words === null ? Number(x) : placeOf.get(column.text(x))!,
    y,
  }));
  const finite = placed.filter(({ x }) => Number.isFinite(x));
  const logX = words === null && (scatter.logX ?? isWide(finite.map(({ x }) => x)));
  const logY = scatter.logY ?? false;
  const points = finite
    .filter(({ x, y }) => (!logX || x > 0) && (!logY || y > 0))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  return {
    points,
    words,
    logX,
    logY,
    xRange:
      words === null
        ? yRange(extentOf(points.map(({ x }) => x)), logX)
        : [-0.5, words.length - 0.5],
    yRange: yRange(extentOf(points.map(({ y }) => y)), logY),
    leftOut: runs.length - points.length,
  };
}

const inOrder = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function isWide(values: readonly number[]): boolean {
  const extent = extentOf(values);
  return extent !== null && extent[0] > 0 && extent[1] / extent[0] >= WIDE;
}

/** The point that is nearest to a place on screen, within reach; null where none is. */
export function nearestPoint(
  points: readonly ScatterPoint[],
  place: { readonly x: number; readonly y: number },
  at: { x(value: number): number; y(value: number): number },
  reach: number,
): number | null {
  let best: number | null = null;
  let least = reach * reach;
  points.forEach((point, i) => {
    const distance = (at.x(point.x) - place.x) ** 2 + (at.y(point.y) - place.y) ** 2;
    if (distance > least) return;
    least = distance;
    best = i;
  });
  return best;
}
