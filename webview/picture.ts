import type { ChartLine } from './charts/line';
import { extentOf, widen, type Range } from './charts/ranges';
import type { PanelModel } from './panel-model';
import { runLabels } from './runs/describe';
import { runStyle, type Brightness } from './runs/palette';
import { xValues } from './series/x-axis';

/** The lines of one metric: every shown run that logs it and is not switched off. */
export function linesOf(model: PanelModel, tag: string, brightness: Brightness): ChartLine[] {
  const { view } = model;
  const labels = runLabels(model.shownRuns);
  return model.shownRuns.flatMap((run) => {
    const series = model.series(run.id, tag);
    if (!series || series.length === 0 || view.hidden.includes(run.id)) return [];
    const { values } = series;
    return [
      {
        run: run.id,
        label: labels.get(run.id)!,
        style: runStyle(view.slots[run.id]!, brightness),
        xs: xValues(series, view.axis, model.origin(run.id)),
        ys: view.smoothing === 0 ? values : model.smoothed(series),
        values,
        dimmed: view.focused !== null && view.focused !== run.id,
        diverged: run.status === 'diverged',
      },
    ];
  });
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
    model.series(run.id, tag)?.length ?? 0,
    run.status === 'diverged',
    view.hidden.includes(run.id),
  ]);
  return JSON.stringify([runs, range, view.axis, view.log, view.smoothing, view.focused]);
}
