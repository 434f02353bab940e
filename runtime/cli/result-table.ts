import type { Run } from '../protocol/runs';
import type { Paint } from './paint';
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
  const own = runs.flatMap(({ resolved }) => (resolved ? [resolved.metric.tag] : []));
  const tags = [...new Set([...COLUMNS, ...own])].filter((tag) =>
    runs.some(({ metrics }) => tag in metrics),
  );
  const best = new Map(tags.map((tag) => [tag, bestOf(runs, tag)]));
  const rows = runs.map((run): Cell[] => [
    { text: labelOf(run) },
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
  return tableLines(['program', 'result', 'step', ...tags, 'time'], rows, paint);
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
