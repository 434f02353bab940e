import type { Run } from '../../runtime/protocol/runs';
import { isLive } from '../runs/describe';
import type { RunGroup } from '../runs/grouping';
import type { Column, Value } from './columns';
import type { RunTest } from './expression';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface GroupRow {
  readonly kind: 'group';
  readonly key: string;
  readonly title: string;
  readonly runs: readonly Run[];
  readonly folded: boolean;
}
export interface RunRow {
  readonly kind: 'run';
  readonly run: Run;
  readonly pinned: boolean;
}
export type Row = GroupRow | RunRow;

/** Tells a row apart from all others of the table, whatever its place. */
export const rowId = (row: Row): string =>
  row.kind === 'run' ? runRowId(row.run) : `group-${row.key}`;
export const runRowId = ({ id }: Run): string => `run-${id}`;

/** Running first, then the newest. */
export const byAge = (a: Run, b: Run): number =>
  Number(isLive(b)) - Number(isLive(a)) || b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

/**
 * The runs by a column: numbers before text, each in its order, equal ones as they stood, and those without a value
 * last whichever way. Each value is asked for once.
 */
export function sortRuns(runs: readonly Run[], column: Column, descending: boolean): Run[] {
  const values = runs.map((run) => column.value(run));
  const ranks = rankTexts(values);
  const keys = Float64Array.from(values, (value) => keyOf(value, ranks));
  const sign = descending ? -1 : 1;
  return Array.from(keys.keys())
    .sort((i, j) => {
      const [a, b] = [keys[i]!, keys[j]!];
      if (a === b) return i - j;
      if (Number.isNaN(a) || Number.isNaN(b))
        return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || i - j;
      return a < b ? -sign : sign;
    })
    .map((i) => runs[i]!);
}

/** Places of texts among each other. */
function rankTexts(values: readonly Value[]): Map<string, number> {
  const texts = [...new Set(values.filter((value) => typeof value === 'string'))];
  const keyed = texts.map((text) => ({ text, key: countingKey(text) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return new Map(keyed.map(({ text }, rank) => [text, rank]));
}

const LONGEST_NUMBER = 12;

/** Compared as plain text these put `run 9` before `Run 10`, at less than half the cost of a collator. */
const countingKey = (text: string): string =>
  text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(LONGEST_NUMBER, '0'));

function keyOf(value: Value, ranks: ReadonlyMap<string, number>): number {
  if (value === null) return NaN;
  return typeof value === 'number' ? value : ranks.get(value)!;
}

export interface Arrangement {
  readonly runs: readonly Run[];
  readonly test: RunTest | null;
  readonly sort: { readonly column: Column; readonly descending: boolean } | null;
  /** Puts runs into groups that keep their order; null: no groups. */
  readonly groups: ((runs: readonly Run[]) => readonly RunGroup[] | null) | null;
  /** Ids of runs that stay on top, whatever is sorted or filtered. */
  readonly pinned: readonly string[];
  readonly foldedGroups: readonly string[];
}

/** The table's rows from top to bottom: pinned runs, then the others, under headings where they are grouped. */
export function arrange({ runs, test, sort, groups, pinned, foldedGroups }: Arrangement): Row[] {
  const sorted = sort ? sortRuns(runs, sort.column, sort.descending) : [...runs].sort(byAge);
  const onTop = new Set(pinned);
  const rows: Row[] = [];
  const rest: Run[] = [];
  for (const run of sorted)
    if (onTop.has(run.id)) rows.push({ kind: 'run', run, pinned: true });
    else if (!test || test(run)) rest.push(run);
  const gathered = groups?.(rest) ?? null;
  if (!gathered) {
    for (const run of rest) rows.push({ kind: 'run', run, pinned: false });
    return rows;
  }
  for (const { key, title, runs: members } of gathered) {
    const folded = foldedGroups.includes(key);
    rows.push({ kind: 'group', key, title, runs: members, folded });
    if (!folded) for (const run of members) rows.push({ kind: 'run', run, pinned: false });
  }
  return rows;
}
