import { alertsOf, alertWords } from '../runtime/protocol/alerts';
import type { Spread } from '../runtime/protocol/mean';
import { settingChanges, type Run } from '../runtime/protocol/runs';
import { formatCount, formatNumber } from '../runtime/protocol/words';
import { placing, type XScale } from '../runtime/protocol/x-scale';
import type { Picture } from './charts/chart';
import type { ChartLine } from './charts/line';
import type { Mark } from './charts/marks';
import type { Range } from './charts/ranges';
import type { PanelModel } from './panel-model';
import { meanPointsOf, pointsOf, type LinePoints, type Placed, type Screen } from './placed-points';
import { runLabels } from './runs/describe';
import { groupLabel, type RunGroup } from './runs/grouping';
import { runStyle, type Brightness } from './runs/palette';
import { smoothingOf } from './view/smoothing';
import { isLogX } from './view/view-state';

/** The lines of one metric: every shown run that logs it, or the mean of each group, unless switched off. */
export function pictureOf(
  model: PanelModel,
  tag: string,
  brightness: Brightness,
  screen: Screen,
): Picture {
  const { hidden, spread } = model.view;
  const entries = entriesOf(model, tag, brightness);
  const groups = spread === 'lines' ? null : model.groups;
  const lines = groups
    ? groups.flatMap((group) => groupLine(model, tag, group, entries, screen) ?? [])
    : entries.map(({ placed, line, run }) => ({
        line: { ...line, ...pointsOf(model, tag, placed, screen) },
        runs: [run],
      }));
  return {
    lines: lines
      .filter(({ runs }) => runs.some(({ id }) => !hidden.includes(id)))
      .map(({ line }) => line),
    baseline: lines.find(({ line }) => line.baseline)?.line ?? null,
  };
}

/** A shown run that has points of the metric and a place on the axis, and what its line is but for the points. */
interface Entry {
  readonly run: Run;
  readonly placed: Placed;
  readonly line: Omit<ChartLine, keyof LinePoints>;
}

function entriesOf(model: PanelModel, tag: string, brightness: Brightness): Entry[] {
  const { view } = model;
  const labels = runLabels(model.shownRuns);
  return model.shownRuns.flatMap((run) => {
    const series = model.series(run.id, tag);
    const x = model.scale(run);
    if (!series || series.length === 0 || x === null || !isLogged(model, run, x)) return [];
    return [
      {
        run,
        placed: { run: run.id, series, x },
        line: {
          run: run.id,
          label: labels.get(run.id)!,
          style: runStyle(view.slots[run.id]!, brightness),
          marks: marksOf(run, x, () => model.origin(run.id)),
          baseline: view.baseline === run.id,
          dimmed: view.focused !== null && view.focused !== run.id,
          diverged: run.status === 'diverged',
        },
      },
    ];
  });
}

/** Whether a run logs what the axis shows. */
const isLogged = (model: PanelModel, { id }: Run, x: XScale<string>): boolean =>
  x.kind !== 'metric' || (model.series(id, x.tag)?.length ?? 0) > 0;

/** The line of a group, which is of all its runs, also of those switched off; null where none has points. */
function groupLine(
  model: PanelModel,
  tag: string,
  group: RunGroup,
  entries: readonly Entry[],
  screen: Screen,
): { readonly line: ChartLine; readonly runs: readonly Run[] } | null {
  const { focused, baseline, spread } = model.view;
  const ids = new Set(group.runs.map(({ id }) => id));
  const members = entries.filter(({ run }) => ids.has(run.id));
  const [first] = members;
  if (first === undefined) return null;
  const points =
    group.runs.length > 1
      ? meanPointsOf(
          model,
          tag,
          members.map(({ placed }) => placed),
          spread as Spread,
          screen,
        )
      : pointsOf(model, tag, first.placed, screen);
  const line = {
    ...first.line,
    ...points,
    label: groupLabel(group),
    marks: members.flatMap(({ line: { marks } }) => marks),
    dimmed: focused !== null && !ids.has(focused),
    diverged: members.some(({ line: { diverged } }) => diverged),
    baseline: baseline !== null && ids.has(baseline),
  };
  return { line, runs: group.runs };
}

/**
 * Where a run was forked from another, the changes of its hyperparameters and its alerts, in words. Another metric has no place
 * for what happened between two points.
 */
function marksOf({ actions, spec }: Run, x: XScale<string>, origin: () => number): Mark[] {
  if (x.kind === 'metric') return [];
  const place = placing(x);
  const changes = settingChanges(actions).map(({ name, value, before, step, at }) => ({
    x: place(step, at / MILLISECONDS),
    words: `${name} ${formatNumber(before)} → ${formatNumber(value)} after step ${formatCount(step)}`,
    isAlert: false,
  }));
  const alerts = alertsOf({ actions }).map((alert) => ({
    x: place(alert.step, alert.at / MILLISECONDS),
    words: alertWords(alert),
    isAlert: true,
  }));
  const marks = [...changes, ...alerts];
  if (!spec.forkOf) return marks;
  const { run, step } = spec.forkOf;
  const words = `forked from ${run} after step ${formatCount(step)}`;
  return [{ x: placing(x)(step, origin()), words, isAlert: false }, ...marks];
}

const MILLISECONDS = 1000;

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
  const { axis, log, focused, baseline, spread } = view;
  const look = [axis, isLogX(view), log, smoothingOf(view), focused, baseline, spread];
  return JSON.stringify([runs, range, look, groups]);
}
