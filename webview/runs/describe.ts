import { isEnded, type Run, type RunStatus } from '../../runtime/protocol/runs';
import { formatNumber } from '../../runtime/protocol/words';

/** The shortest names that tell the given runs apart: program, then task, lr, seed, and the time of day. */
export function runLabels(runs: readonly Run[]): Map<string, string> {
  const labels = new Map(runs.map((run) => [run.id, run.spec.program.name]));
  const append = (suffix: (run: Run) => string | null): void => {
    const byLabel = new Map<string, Run[]>();
    for (const run of runs) {
      const label = labels.get(run.id)!;
      byLabel.set(label, [...(byLabel.get(label) ?? []), run]);
    }
    for (const alike of byLabel.values()) {
      if (new Set(alike.map(suffix)).size < 2) continue;
      for (const run of alike) {
        const end = suffix(run);
        if (end !== null) labels.set(run.id, `${labels.get(run.id)} · ${end}`);
      }
    }
  };
  append((run) => run.spec.task);
  append((run) => {
    const lr = run.resolved?.lr ?? run.spec.lr;
    return lr === null ? null : `lr ${formatNumber(lr)}`;
  });
  append((run) => `seed ${run.spec.seed}`);
  append((run) => timeOfDay(run.createdAt));
  return labels;
}

const timeOfDay = (milliseconds: number): string =>
  new Date(milliseconds).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

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
  const tag = run.resolved?.metric.tag ?? 'val/loss';
  const value = run.metrics[tag];
  return value === undefined ? null : { tag, value: Number(value) };
}

export const STATUS_ICONS: Readonly<Record<RunStatus, string>> = {
  queued: 'clock',
  starting: 'loading',
  running: 'play',
  stopping: 'loading',
  completed: 'pass',
  stopped: 'circle-slash',
  diverged: 'warning',
  failed: 'error',
};
