import { useEffect, useMemo } from 'preact/hooks';
import { isPinned, type Run } from '../../runtime/protocol/runs';
import { settingsOf } from '../../runtime/protocol/settings';
import type { PanelModel } from '../panel-model';
import { inIdleTime } from '../idle';
import { groupRuns } from '../runs/grouping';
import { settingsKey } from '../runs/settings-key';
import { findColumn, isShown, type Column } from '../table/columns';
import { parseFilter } from '../table/expression';
import { widthOf } from '../table/geometry';
import { arrange, type Row } from '../table/rows';

export interface TableLayout {
  readonly name: Column;
  readonly columns: readonly Column[];
  readonly widths: readonly number[];
  readonly rows: readonly Row[];
  readonly passed: number;
  readonly problem: string | null;
}

/** Which rows and columns the table has, as the person chose. */
export function useTableLayout(model: PanelModel, runs: readonly Run[]): TableLayout {
  const { rows: chosen, grouping } = model.view;
  const all = model.columns;
  const columns = useMemo(
    () => all.filter((column) => isShown(column, chosen.columns, chosen.onlyDiffering, runs)),
    [all, chosen.columns, chosen.onlyDiffering, runs],
  );
  const compared = model.view.baseline !== null;
  const [name, ...others] = columns as [Column, ...Column[]];
  const widths = useMemo(
    () => others.map((column) => widthOf(column, runs, compared)),
    [columns, runs, compared],
  );
  const filter = useMemo(() => parseFilter(chosen.filter, all), [chosen.filter, all]);
  const rows = useMemo(() => {
    const sorted = chosen.sort && findColumn(all, chosen.sort.column);
    return arrange({
      runs,
      test: filter.test,
      sort: sorted && { column: sorted, descending: chosen.sort!.descending },
      groups: grouping === null ? null : (members) => groupRuns(members, grouping, all),
      pinned: [...chosen.pinned, ...runs.filter(isPinned).map(({ id }) => id)],
      foldedGroups: chosen.foldedGroups,
    });
  }, [runs, all, filter, chosen.sort, chosen.pinned, chosen.foldedGroups, grouping]);
  // What grouping asks first of all: by the time that somebody wants groups, it is known.
  useEffect(() => inIdleTime(runs, (run) => settingsKey(settingsOf(run))), [runs]);
  const passed = useMemo(
    () => rows.reduce((sum, row) => sum + passedIn(row, grouping !== null), 0),
    [rows],
  );
  return { name, columns: others, widths, rows, passed, problem: filter.problem };
}

/** Runs that a row stands for: those of a group count with its heading, folded or not. */
function passedIn(row: Row, grouped: boolean): number {
  if (row.kind === 'group') return row.runs.length;
  return grouped && !row.pinned ? 0 : 1;
}
