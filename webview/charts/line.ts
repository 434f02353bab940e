import type { RunStyle } from '../runs/palette';
import { decimate, lowerBound, type Decimated } from '../series/decimation';
import type { Spread } from '../../runtime/protocol/mean';
import type { Member } from '../session/feed';
import type { Mark } from './marks';
import type { Range } from './ranges';

/** What a line says that stands for several runs. */
export interface Group {
  readonly runs: number;
  /** How many of the runs each point is of. */
  readonly counts: Uint32Array;
  /** The band about it. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A run's line, or (with a spread) the mean of several. */
export interface LineSource {
  readonly members: readonly Member[];
  readonly spread: Spread | null;
}

/** One run's line in one chart: the full series, of which `reduce` says what is drawn. */
export interface ChartLine {
  readonly run: string;
  readonly label: string;
  readonly style: RunStyle;
  readonly xs: Float64Array;
  /** What is drawn: the values, or their moving average. */
  readonly ys: Float32Array | Float64Array;
  /** The values as logged; drawn faintly behind a moving average. */
  readonly values: Float32Array | Float64Array;
  /** The place of each point in its series, of which these stand for all; null where all are there. */
  readonly indices: Uint32Array | null;
  /** For the mean of several runs; null for a run's own line. */
  readonly group: Group | null;
  /** Whom to ask for all of its points; null where they are all here. */
  readonly source: LineSource | null;
  /** Points that have no place on the x-axis. */
  readonly unplaced: number;
  /** The others are compared with this one. */
  readonly baseline: boolean;
  /** What was done to the run, where on the x-axis. */
  readonly marks: readonly Mark[];
  /** Another run stands out. */
  readonly dimmed: boolean;
  /** Its last point is where the run diverged. */
  readonly diverged: boolean;
}

export interface DrawnLine {
  readonly line: ChartLine;
  readonly shown: Decimated;
  /** The same for the values behind a moving average; null where the line shows them itself. */
  readonly behind: Decimated | null;
  /** The points at which the band's edges are drawn; null without a band. */
  readonly band: Uint32Array | null;
  /** Place of the last finite point within the range; null where there is none. */
  readonly end: { readonly x: number; readonly y: number } | null;
}

/** Whether a value has a place on the y-axis. */
export const isDrawable = (value: number, log: boolean): boolean =>
  Number.isFinite(value) && (!log || value > 0);

/** Which axes are logarithmic. */
export interface LogAxes {
  readonly x: boolean;
  readonly y: boolean;
}

export function reduce(line: ChartLine, range: Range, columns: number, log: LogAxes): DrawnLine {
  const reduced = decimate(line.xs, line.ys, range[0], range[1], columns, log.x);
  const shown = { ...reduced, inRange: pointsInRange(line, range) ?? reduced.inRange };
  const behind =
    line.ys === line.values
      ? null
      : decimate(line.xs, line.values, range[0], range[1], columns, log.x);
  let end: DrawnLine['end'] = null;
  for (let k = shown.indices.length - 1; k >= 0 && !end; k--) {
    const i = shown.indices[k]!;
    const [x, y] = [line.xs[i]!, line.ys[i]!];
    if (x >= range[0] && x <= range[1] && isDrawable(y, log.y)) end = { x, y };
  }
  return { line, shown, behind, band: bandOf(line, shown, range, columns, log.x), end };
}

/** What is drawn of the mean, and of each pixel column the lowest and the highest edge. */
function bandOf(
  { xs, group }: ChartLine,
  shown: Decimated,
  range: Range,
  columns: number,
  logX: boolean,
): Uint32Array | null {
  if (!group) return null;
  const { indices: low } = decimate(xs, group.low, range[0], range[1], columns, logX);
  const { indices: high } = decimate(xs, group.high, range[0], range[1], columns, logX);
  return Uint32Array.from(new Set([...shown.indices, ...low, ...high])).sort();
}

/** How many points of the series lie between the first and the last that stand for them in the range. */
export function pointsInRange({ xs, indices }: ChartLine, range: Range): number | null {
  if (indices === null) return null;
  const first = lowerBound(xs, range[0]);
  let last = lowerBound(xs, range[1]);
  if (xs[last] !== range[1]) last--;
  return first <= last ? indices[last]! - indices[first]! + 1 : 0;
}

/** The finite range of what is drawn within the x-range, over all lines. */
export function extentOfLines(
  drawn: readonly DrawnLine[],
  range: Range,
  log: boolean,
): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { line, shown, band } of drawn) {
    const { xs } = line;
    const indices = band ?? shown.indices;
    for (const ys of line.group ? [line.ys, line.group.low, line.group.high] : [line.ys])
      // By number: a first drawing runs before there is anything that would make iterators cheap.
      for (let k = 0; k < indices.length; k++) {
        const i = indices[k]!;
        const y = ys[i]!;
        if ((y >= low && y <= high) || xs[i]! < range[0] || xs[i]! > range[1]) continue;
        if (!isDrawable(y, log)) continue;
        if (y < low) low = y;
        if (y > high) high = y;
      }
  }
  return low <= high ? [low, high] : null;
}

/** The point that is nearest to x; null for a line that has none near: it began later or ended before. */
export function pointAt(line: ChartLine, x: number, range: Range, logX: boolean): number | null {
  const { xs } = line;
  if (xs.length === 0) return null;
  const after = Math.min(xs.length - 1, lowerBound(xs, x));
  const before = Math.max(0, after - 1);
  const place = logX ? (each: number): number => Math.log(Math.max(each, range[0])) : Number;
  const distance = (i: number): number => Math.abs(place(xs[i]!) - place(x));
  const nearest = distance(before) <= distance(after) ? before : after;
  const span = place(xs[xs.length - 1]!) - place(xs[0]!);
  const reach = (place(range[1]) - place(range[0])) / 100;
  return distance(nearest) <= Math.max(reach, span / Math.max(1, xs.length - 1)) ? nearest : null;
}

/** The logged x next to `x` in a direction (−1, +1), or the nearest one (0), over all lines. */
export function neighbourX(
  lines: readonly ChartLine[],
  x: number,
  direction: -1 | 0 | 1,
): number | null {
  let best: number | null = null;
  for (const { xs } of lines) {
    const at = lowerBound(xs, x);
    const past = direction === 1 && xs[at] === x ? at + 1 : at;
    const candidates = direction === 0 ? [at - 1, at] : direction === 1 ? [past] : [at - 1];
    for (const i of candidates) {
      const candidate = xs[i];
      if (candidate === undefined) continue;
      if (best === null || Math.abs(candidate - x) < Math.abs(best - x)) best = candidate;
    }
  }
  return best;
}
