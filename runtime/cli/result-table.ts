import type { Run } from '../protocol/runs';
import type { Paint } from './paint';
import { settingsOf, settingText } from './settings';
import { tableLines, type Cell } from './table';
import { formatCount, formatDuration, formatNumber } from '../protocol/words';

/** Tags worth a column, in this order, where a run has them; the task's own metric is always among them. */
const COLUMNS = ['train/loss', 'val/loss', 'val/accuracy', 'val/r2'];

/** For all but these, less is better. */
const HIGHER_IS_BETTER = new Set(['val/accuracy', 'val/r2']);

/** The table at the end: a line a run, the best of each metric in bold where there is a choice. */
export function resultTable(
  runs: readonly Run[],
  labelOf: (run: Run) => string,
  paint: Paint,
): string[] {
  const label: Column = { title: 'program', cell: (run) => ({ text: labelOf(run) }) };
  return tableOf(runs, [label], tagsOf(runs), paint);
}

/**
 * The table at the end of a sweep: a line a run with the settings in which they differ, the best last value of the
 * task's metric on top; those without one come last.
 */
export function sweepTable(
  runs: readonly Run[],
  varied: readonly string[],
  paint: Paint,
): string[] {
  const { tag, higher } = judgedBy(runs);
  const rank = ({ metrics }: Run): number => {
    const value = Number(metrics[tag] ?? NaN);
    return Number.isFinite(value) ? (higher ? -value : value) : Infinity;
  };
  const sorted = runs
    .map((run) => ({ run, rank: rank(run) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ run }) => run);
  const severalSeeds = new Set(runs.map(({ spec }) => spec.seed)).size > 1;
  const columns = varied.map((name): Column => ({
    title: name,
    cell: ({ spec }) => {
      const value = settingsOf(spec)[name];
      return { text: settingText(value), numeric: typeof value === 'number' };
    },
  }));
  const seed: Column = {
    title: 'seed',
    cell: ({ spec }) => ({ text: String(spec.seed), numeric: true }),
  };
  const tags = [tag, ...tagsOf(runs).filter((each) => each !== tag)];
  return tableOf(sorted, [...columns, ...(severalSeeds ? [seed] : [])], tags, paint);
}

interface Column {
  readonly title: string;
  cell(run: Run): Cell;
}

function tagsOf(runs: readonly Run[]): string[] {
  const own = runs.flatMap(({ resolved }) => (resolved ? [resolved.metric.tag] : []));
  return [...new Set([...COLUMNS, ...own])].filter((tag) =>
    runs.some(({ metrics }) => tag in metrics),
  );
}

function tableOf(
  runs: readonly Run[],
  first: readonly Column[],
  tags: readonly string[],
  paint: Paint,
): string[] {
  const best = new Map(tags.map((tag) => [tag, bestOf(runs, tag)]));
  const rows = runs.map((run): Cell[] => [
    ...first.map(({ cell }) => cell(run)),
    { text: run.status },
    { text: formatCount(run.step), numeric: true },
    ...tags.map((tag): Cell => {
      const value = run.metrics[tag];
      if (value === undefined) return { text: '', numeric: true };
      const bold = runs.length > 1 && Number(value) === best.get(tag);
      return { text: formatNumber(Number(value)), numeric: true, bold };
    }),
    { text: timeOf(run) },
  ]);
  const head = [...first.map(({ title }) => title), 'result', 'step', ...tags, 'time'];
  return tableLines(head, rows, paint);
}

/** The metric of the runs' task; the loss where none of them came so far as to say it. */
function judgedBy(runs: readonly Run[]): { readonly tag: string; readonly higher: boolean } {
  const metric = runs.find(({ resolved }) => resolved !== null)?.resolved?.metric;
  return { tag: metric?.tag ?? COLUMNS[0]!, higher: metric?.better === 'higher' };
}

function bestOf(runs: readonly Run[], tag: string): number | null {
  const values = runs
    .filter(({ metrics }) => tag in metrics)
    .map(({ metrics }) => Number(metrics[tag]))
    .filter(Number.isFinite);
  if (values.length === 0) return null;
  const declared = runs.find(({ resolved }) => resolved?.metric.tag === tag)?.resolved?.metric
    .better;
  const higher = declared ? declared === 'higher' : HIGHER_IS_BETTER.has(tag);
  return higher ? Math.max(...values) : Math.min(...values);
}

const timeOf = ({ startedAt, endedAt }: Run): string =>
  startedAt === null || endedAt === null ? '' : formatDuration((endedAt - startedAt) / 1000);
