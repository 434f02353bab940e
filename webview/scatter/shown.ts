import type { Run } from '../../runtime/protocol/runs';
import type { PanelModel } from '../panel-model';
import { findColumn, type Column } from '../table/columns';
import { parseFilter } from '../table/expression';
import type { Scatter } from './choice';
import { metricValue, scatterOf, type ScatterPicture } from './points';

/** The runs of the table, as its filter leaves them: those that scatter charts have points for. */
export function scatteredRuns({ view, columns, runs }: PanelModel): Run[] {
  const { rows } = view;
  const { test } = parseFilter(rows.filter, columns);
  const all = [...(runs?.values() ?? [])];
  return test === null ? all : all.filter((run) => test(run) || rows.pinned.includes(run.id));
}

/** What a scatter chart is drawn over: the column that was chosen, where it still is there. */
export const columnOf = ({ columns }: PanelModel, { x }: Scatter): Column =>
  findColumn(columns, x) ?? columns[0]!;

/** What a scatter chart shows. */
export const scatterPicture = (
  model: PanelModel,
  scatter: Scatter,
  runs: readonly Run[],
): ScatterPicture =>
  scatterOf(runs, scatter, columnOf(model, scatter), (run) => {
    const { y, pick } = scatter;
    const known = metricValue(run, y, pick);
    const held = pick === 'last' ? undefined : model.series(run.id, y);
    if (known !== null || held === undefined || held.length === 0) return known;
    return pick === 'lowest' ? held.min : held.max;
  });
