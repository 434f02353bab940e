import type { Run } from '../../runtime/protocol/runs';
import { settingsOf } from '../../runtime/protocol/settings';
import { findColumn, FIXED_COLUMNS, type Column } from '../table/columns';
import { groupAlike } from './alike';
import { settingLabels } from './describe';
import { groupBy } from './group-by';
import { settingsKey } from './settings-key';

/** By what runs are taken together: `OVER_SEEDS`, or the id of a column whose value they share. */
export type Grouping = string;

/** Runs that are alike in everything but their seed. */
export const OVER_SEEDS = 'over:seed';

const COMMON: readonly (Grouping | null)[] = [null, OVER_SEEDS, 'program'];

/** The next of the common groupings: none, over seeds, by program, and none again. */
export const nextGrouping = (grouping: Grouping | null): Grouping | null =>
  COMMON[(COMMON.indexOf(grouping) + 1) % COMMON.length]!;

export interface RunGroup {
  /** Stays the same while the oldest of its runs stays, or the value that they share. */
  readonly key: string;
  readonly title: string;
  readonly runs: readonly Run[];
}

/** What a group's mean is of. */
export const groupLabel = ({ title, runs }: RunGroup): string =>
  runs.length === 1 ? title : `${title} (${runs.length} runs)`;

/** The groups of the runs, in the order of each group's first run; null where the grouping means nothing (now). */
export function groupRuns(
  runs: readonly Run[],
  grouping: Grouping,
  columns: readonly Column[],
): RunGroup[] | null {
  if (grouping === OVER_SEEDS) return overSeeds(runs);
  const column = findColumn(columns, grouping);
  if (!column) return null;
  const groups = groupBy(runs, (run) => column.text(column.value(run)));
  return [...groups].map(([text, members]) => ({
    key: text,
    title: column.numeric ? `${column.title} ${text}` : text,
    runs: members,
  }));
}

/** What two runs must share to be repeats of each other: all they were asked to do, but the seed. */
function overSeeds(runs: readonly Run[]): RunGroup[] {
  const fixed = FIXED_COLUMNS.filter(({ kind, id }) => kind === 'setting' && !NOT_SETTING.has(id));
  const groups = groupAlike(runs, [
    (run) => run.spec.program.text,
    ...fixed.map((column) => (run: Run) => column.value(run)),
    // The dearest last: what is alone by then needs it no more.
    (run) => settingsKey(settingsOf(run)),
  ]);
  const titles = settingLabels(groups.map((members) => members[0]!));
  return groups.map((members) => ({
    key: members.reduce((first, { id }) => (id < first ? id : first), members[0]!.id),
    title: titles.get(members[0]!.id)!,
    runs: members,
  }));
}

/** Backend and commit are where and when a run was done, not what was done. */
const NOT_SETTING = new Set(['seed', 'backend', 'commit', 'parameters']);
