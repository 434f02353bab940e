import { settingChanges, type Run } from '../runtime/protocol/runs';
import { formatCount, formatNumber } from '../runtime/protocol/words';
import type { Picture } from './charts/chart';
import type { ChartLine } from './charts/line';
import type { Mark } from './charts/marks';
import { meanOf, type Spread } from '../runtime/protocol/mean';
import { extentOf, widen, type Range } from './charts/ranges';
import type { PanelModel } from './panel-model';
import { runLabels } from './runs/describe';
import { groupLabel } from './runs/grouping';
import { runStyle, type Brightness } from './runs/palette';
import type { ScalarSeries } from './series/scalar-series';
import { xValues, type XAxis } from './series/x-axis';
import type { Question } from './session/feed';

/** What a chart shows of its lines. */
export interface Screen {
  readonly range: Range;
  /** Pixels that the range has. */
  readonly columns: number;
}

/** The lines of one metric: every shown run that logs it, or the mean of each group, unless switched off. */
export function pictureOf(
  model: PanelModel,
  tag: string,
  brightness: Brightness,
  screen: Screen,
): Picture {
  const { hidden, focused, baseline, spread } = model.view;
  const groups = model.groups;
  const lines = runLines(model, tag, brightness, screen);
  const isOn = (runs: readonly Run[]): boolean => runs.some(({ id }) => !hidden.includes(id));
  if (!groups || spread === 'lines') {
    const on = new Set(model.shownRuns.filter((run) => isOn([run])).map(({ id }) => id));
    return {
      lines: lines.filter(({ run }) => on.has(run)),
      baseline: lines.find((line) => line.baseline) ?? null,
    };
  }
  const means = groups.flatMap((group) => {
    const ids = new Set(group.runs.map(({ id }) => id));
    const members = lines.filter(({ run }) => ids.has(run));
    if (members.length === 0) return [];
    const [first] = members as [ChartLine];
    const line = {
      ...first,
      ...(group.runs.length > 1 ? meanLine(members, spread) : {}),
      label: groupLabel(group),
      marks: members.flatMap(({ marks }) => marks),
      dimmed: focused !== null && !ids.has(focused),
      diverged: members.some(({ diverged }) => diverged),
      baseline: baseline !== null && ids.has(baseline),
    };
    return [{ line, on: isOn(group.runs) }];
  });
  return {
    lines: means.filter(({ on }) => on).map(({ line }) => line),
    baseline: means.find(({ line }) => line.baseline)?.line ?? null,
  };
}

/** The mean of lines that have points, as parts of a line. It is of all of them, also of those switched off. */
function meanLine(
  members: readonly ChartLine[],
  spread: Spread,
): Pick<ChartLine, 'xs' | 'ys' | 'values' | 'indices' | 'group'> {
  const mean = meanOf(members, spread);
  return { xs: mean.xs, ys: mean.ys, values: mean.values, indices: null, group: mean };
}

/** A line for each shown run that has points of the metric. */
function runLines(
  model: PanelModel,
  tag: string,
  brightness: Brightness,
  screen: Screen,
): ChartLine[] {
  const { view } = model;
  const labels = runLabels(model.shownRuns);
  return model.shownRuns.flatMap((run) => {
    const series = model.series(run.id, tag);
    if (!series || series.length === 0) return [];
    return [
      {
        run: run.id,
        label: labels.get(run.id)!,
        style: runStyle(view.slots[run.id]!, brightness),
        ...pointsOf(model, run.id, tag, series, screen),
        marks: marksOf(run, view.axis, model.origin(run.id)),
        group: null,
        baseline: view.baseline === run.id,
        dimmed: view.focused !== null && view.focused !== run.id,
        diverged: run.status === 'diverged',
      },
    ];
  });
}

/** Where a run was forked from another, and the changes of its hyperparameters, in words. */
function marksOf({ actions, spec }: Run, axis: XAxis, origin: number): Mark[] {
  const zero = axis === 'relative' ? origin : 0;
  const changes = settingChanges(actions).map(({ name, value, before, step, at }) => ({
    x: axis === 'step' ? step : at / MILLISECONDS - zero,
    words: `${name} ${formatNumber(before)} → ${formatNumber(value)} after step ${formatCount(step)}`,
  }));
  if (!spec.forkOf) return changes;
  const { run, step } = spec.forkOf;
  const words = `forked from ${run} after step ${formatCount(step)}`;
  return [{ x: axis === 'step' ? step : origin - zero, words }, ...changes];
}

const MILLISECONDS = 1000;

/** A short series as it is; of a long one the best that is there of what the screen shows. */
function pointsOf(
  model: PanelModel,
  run: string,
  tag: string,
  series: ScalarSeries,
  screen: Screen,
): Pick<ChartLine, 'xs' | 'ys' | 'values' | 'indices'> {
  const { axis, smoothing } = model.view;
  const origin = model.origin(run);
  const { indices } = series;
  if (indices === null) {
    const { values } = series;
    const ys = smoothing === 0 ? values : model.smoothed(series);
    return { xs: xValues(series, axis, origin), ys, values, indices };
  }
  const refined = model.refined(run, tag, questionOf(model, origin, screen));
  const { values } = refined ?? series;
  return {
    xs: xValues(refined ?? series, axis, origin),
    ys: refined?.smoothed ?? values,
    values,
    indices: refined?.indices ?? indices,
  };
}

/** What to ask about a long series for what a screen shows of it. */
export function questionOf(
  { view }: PanelModel,
  origin: number,
  { range, columns }: Screen,
): Question & { readonly from: number; readonly to: number } {
  const zero = view.axis === 'relative' ? origin : 0;
  return {
    axis: view.axis === 'step' ? 'step' : 'wall',
    from: range[0] + zero,
    to: range[1] + zero,
    columns,
    smoothing: view.smoothing === 0 ? null : { kind: 'average', weight: view.smoothing },
  };
}

/** All x of the shown runs, over all metrics, switched off or not: hiding a run moves no other line. */
export function fullRange(model: PanelModel): Range {
  const ends: number[] = [];
  for (const run of model.view.shown)
    for (const tag of model.tags) {
      const series = model.series(run, tag);
      if (!series || series.length === 0) continue;
      const { axis } = model.view;
      const xs = axis === 'step' ? series.steps : series.wallTimes;
      const zero = axis === 'relative' ? model.origin(run) : 0;
      ends.push(xs[0]! - zero, xs[xs.length - 1]! - zero);
    }
  return widen(extentOf(ends) ?? [0, 1]);
}

/** What decides a chart's picture, as text: the same text, the same picture. */
export function pictureKey(model: PanelModel, tag: string, range: Range): string {
  const { view } = model;
  const runs = model.shownRuns.map((run) => [
    run.id,
    view.slots[run.id],
    model.series(run.id, tag)?.version ?? 0,
    run.status === 'diverged',
    run.actions.length,
    view.hidden.includes(run.id),
  ]);
  const groups = model.groups?.map(({ title, runs: members }) => [
    title,
    members.map(({ id }) => id),
  ]);
  const { axis, log, smoothing, focused, baseline, spread } = view;
  return JSON.stringify([runs, range, axis, log, smoothing, focused, baseline, spread, groups]);
}
