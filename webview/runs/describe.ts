import {
  isEnded,
  runName,
  switchesOf,
  type Run,
  type RunStatus,
} from '../../runtime/protocol/runs';
import { taskName } from '../../runtime/protocol/task-name';
import { formatClock, formatNumber } from '../../runtime/protocol/words';
import { groupBy } from './group-by';

/** What a run's name may say, in this order, each only as far as it tells runs apart. */
type Suffix = (run: Run) => string | null;

const SETTINGS: readonly Suffix[] = [
  (run) => taskName(run.spec.task),
  (run) => {
    const lr = run.resolved?.lr ?? run.spec.lr;
    return lr === null ? null : `lr ${formatNumber(lr)}`;
  },
  (run) =>
    Object.entries({ ...run.spec.hyper, ...switchesOf(run.spec) })
      .map(([name, value]) => `${name} ${typeof value === 'number' ? formatNumber(value) : value}`)
      .join(', ') || null,
];
const REPEATS: readonly Suffix[] = [
  (run) => `seed ${run.spec.seed}`,
  (run) => formatClock(run.createdAt, true),
];

/** The shortest names that tell the given runs apart: name, task, settings, seed, then the time of day. */
export function runLabels(runs: readonly Run[]): ReadonlyMap<string, string> {
  let labels = known.get(runs);
  if (labels === undefined) known.set(runs, (labels = labelled(runs, [...SETTINGS, ...REPEATS])));
  return labels;
}

/** By the list: every card of a panel asks for the same ones. */
const known = new WeakMap<readonly Run[], ReadonlyMap<string, string>>();

/** Names for what the runs were told to do, whatever their seed. */
export const settingLabels = (runs: readonly Run[]): Map<string, string> =>
  labelled(runs, SETTINGS);

function labelled(runs: readonly Run[], suffixes: readonly Suffix[]): Map<string, string> {
  const labels = new Map(runs.map((run) => [run.id, runName(run)]));
  for (const suffix of suffixes) {
    const byLabel = groupBy(runs, (run) => labels.get(run.id)!);
    for (const alike of byLabel.values()) {
      if (alike.length < 2 || new Set(alike.map(suffix)).size < 2) continue;
      for (const run of alike) {
        const end = suffix(run);
        if (end !== null) labels.set(run.id, `${labels.get(run.id)} · ${end}`);
      }
    }
  }
  return labels;
}

/** Done share of the run, 0 to 1; null before its length is known. */
export function progressOf(run: Run): number | null {
  const steps = run.resolved?.steps ?? run.spec.steps;
  return steps ? Math.min(1, run.step / steps) : null;
}

/** Seconds of training so far; null before it began. */
export const secondsOf = (run: Run, now: number): number | null =>
  run.startedAt === null ? null : Math.max(0, ((run.endedAt ?? now) - run.startedAt) / 1000);

export const isLive = (run: Run): boolean => !isEnded(run.status);

/** The value by which a run is judged: the last one of its task's metric. */
export function headline(run: Run): { tag: string; value: number } | null {
  const tag = run.resolved?.metric.tag ?? (run.log && Object.keys(run.metrics)[0]) ?? 'val/loss';
  const value = run.metrics[tag];
  return value === undefined ? null : { tag, value: Number(value) };
}

export const STATUS_ICONS: Readonly<Record<RunStatus, string>> = {
  queued: 'clock',
  starting: 'loading',
  running: 'play',
  paused: 'debug-pause',
  stopping: 'loading',
  completed: 'pass',
  stopped: 'circle-slash',
  diverged: 'warning',
  failed: 'error',
  logged: 'book',
};
