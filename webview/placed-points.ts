import { meanOf, type Spread } from '../runtime/protocol/mean';
import { placesOf, placing, type LoggedScale, type XScale } from '../runtime/protocol/x-scale';
import type { ChartLine } from './charts/line';
import { extentOf, widen, type Range } from './charts/ranges';
import type { PanelModel } from './panel-model';
import { lowerBound } from './series/decimation';
import type { ScalarSeries } from './series/scalar-series';
import type { WholeMean } from './export/whole';
import { metricOf } from './series/x-axis';
import type { MeanQuestion, Question, RangeAsked } from './session/feed';
import { smoothingOf } from './view/smoothing';
import { isLogX } from './view/view-state';

/** What a chart shows of its lines. */
export interface Screen {
  readonly range: Range;
  /** Pixels that the range has. */
  readonly columns: number;
}

/** A metric of a run, on the axis that was chosen. */
export interface Placed {
  readonly run: string;
  readonly series: ScalarSeries;
  readonly x: XScale<string>;
}

/** What of a line follows from its points. */
export type LinePoints = Pick<
  ChartLine,
  'xs' | 'ys' | 'values' | 'indices' | 'group' | 'unplaced' | 'source'
>;

/** What to ask about a range of long series for what a screen shows of them. */
export const rangeAsked = (
  { view }: PanelModel,
  { range, columns }: Screen,
): RangeAsked & { readonly from: number; readonly to: number } => ({
  from: range[0],
  to: range[1],
  columns,
  log: isLogX(view),
  smoothing: smoothingOf(view),
});

/** The points of one run: a short series as it is, of a long one the best that is there of what the screen shows. */
export function pointsOf(
  model: PanelModel,
  tag: string,
  placed: Placed,
  screen: Screen,
): LinePoints {
  const { run, series, x } = placed;
  if (series.indices === null && x.kind !== 'metric') return heldPoints(model, placed, x);
  const question: Question = { x, ...rangeAsked(model, screen) };
  const view = model.refined(run, tag, question);
  if (view === null) return x.kind === 'metric' ? NO_POINTS : heldPoints(model, placed, x);
  const xs = view.xs ?? placesOf(view, x as LoggedScale);
  const { values, indices, smoothed } = view;
  const missing = x.kind === 'metric' ? view.total - view.placed : 0;
  const unplaced = missing + unplacedOf(model, xs, indices);
  const source = { members: [{ run, x }], spread: null };
  return { xs, ys: smoothed ?? values, values, indices, group: null, unplaced, source };
}

/** The mean of several runs. It is of all their points: the supervisor's, unless the panel holds them whole. */
export function meanPointsOf(
  model: PanelModel,
  tag: string,
  members: readonly Placed[],
  spread: Spread,
  screen: Screen,
): LinePoints {
  const held = members.map((placed) =>
    placed.x.kind === 'metric' ? null : heldPoints(model, placed, placed.x),
  );
  const local = held.flatMap((points) => points ?? []);
  const isWhole = local.length === members.length && local.every(({ indices }) => indices === null);
  const source = { members: members.map(({ run, x }) => ({ run, x })), spread };
  const question: MeanQuestion = { ...source, ...rangeAsked(model, screen) };
  const block = isWhole ? null : model.mean(tag, question);
  if (block === null && local.length < members.length) return NO_POINTS;
  if (block === null) {
    const mean = meanOf(local, spread);
    const { xs, ys, values } = mean;
    const unplaced = local.reduce((sum, points) => sum + points.unplaced, 0);
    const whole = isWhole ? null : source;
    return { xs, ys, values, indices: null, group: mean, unplaced, source: whole };
  }
  return { ...meanLine(block, members.length), indices: block.indices, unplaced: 0, source };
}

/** A mean as the supervisor tells it, as a line. */
export const meanLine = (
  { xs, means, low, high, counts, missing }: WholeMean,
  runs: number,
): Pick<ChartLine, 'xs' | 'ys' | 'values' | 'indices' | 'group'> => ({
  xs,
  ys: means,
  values: means.map((mean, i) => (missing[i]! > 0 ? NaN : mean)),
  indices: null,
  group: { runs, counts, low, high },
});

const NO_POINTS: LinePoints = {
  xs: new Float64Array(0),
  ys: new Float64Array(0),
  values: new Float64Array(0),
  indices: null,
  group: null,
  unplaced: 0,
  source: null,
};

/** What the panel holds of a series; of a long one a coarse copy, which is never smoothed. */
function heldPoints(model: PanelModel, { run, series }: Placed, x: LoggedScale): LinePoints {
  const smoothing = smoothingOf(model.view);
  const { values, indices } = series;
  const isSmoothed = smoothing !== null && indices === null;
  const xs = placesOf(series, x);
  return {
    xs,
    ys: isSmoothed ? model.smoothed(series, smoothing) : values,
    values,
    indices,
    group: null,
    unplaced: unplacedOf(model, xs, indices),
    source: indices === null ? null : { members: [{ run, x }], spread: null },
  };
}

/** Points that a logarithmic axis has no place for. */
function unplacedOf({ view }: PanelModel, xs: Float64Array, indices: Uint32Array | null): number {
  if (!isLogX(view)) return 0;
  const first = lowerBound(xs, Number.MIN_VALUE);
  return indices === null ? first : (indices[first] ?? 0);
}

/** All x of the shown runs, over all metrics, switched off or not: hiding a run moves no other line. */
export function fullRange(model: PanelModel): Range {
  const log = isLogX(model.view);
  const metric = metricOf(model.view.axis);
  const tags = metric === null ? model.tags : [metric];
  const ends: number[] = [];
  for (const run of model.shownRuns) {
    const x = model.scale(run);
    if (x === null) continue;
    for (const tag of tags) {
      const series = model.series(run.id, tag);
      if (!series || series.length === 0) continue;
      if (x.kind === 'metric') ends.push(log ? leastPositive(series) : series.min, series.max);
      else ends.push(...endsOf(series, x, log));
    }
  }
  const extent = extentOf(log ? ends.filter((end) => end > 0) : ends);
  if (log) return widenLog(extent ?? [1, 10]);
  return widen(extent ?? [0, 1]);
}

/** The first and the last x; on a logarithmic axis the first above 0. */
function endsOf(
  { steps, wallTimes, length }: ScalarSeries,
  x: LoggedScale,
  log: boolean,
): number[] {
  const place = placing(x);
  const at = (i: number): number => place(steps[i]!, wallTimes[i]!);
  let first = 0;
  while (log && first < length - 1 && !(at(first) > 0)) first++;
  return [at(first), at(length - 1)];
}

const positives = new WeakMap<ScalarSeries, { version: number; least: number }>();

function leastPositive(series: ScalarSeries): number {
  let known = positives.get(series);
  if (known?.version !== series.version) {
    let least = Infinity;
    for (const value of series.values) if (value > 0 && value < least) least = value;
    positives.set(series, (known = { version: series.version, least }));
  }
  return known.least;
}

/** A single x gets room on both sides. */
const widenLog = ([low, high]: Range): Range => (low < high ? [low, high] : [low / 2, high * 2]);
