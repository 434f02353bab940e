import { isEnded, type Run } from '../protocol/runs';
import { newestFirst } from './run-folders';

/** Which runs to keep; a run is kept when either says so. Null says nothing; two nulls keep all. */
export interface Retention {
  /** So many, the newest. */
  readonly keepRuns: number | null;
  /** Those that ended within so many days. */
  readonly keepDays: number | null;
}

const DAY_MS = 24 * 3600 * 1000;

/**
 * The runs of a store that need not be kept, oldest first. Never one that goes on, that somebody has named, noted,
 * tagged or pinned, that another program logs, or from which one that is kept was forked.
 */
export function expendable(runs: readonly Run[], retention: Retention, now: number): Run[] {
  const { keepRuns, keepDays } = retention;
  if (keepRuns === null && keepDays === null) return [];
  const own = runs.filter(({ log }) => log === undefined).sort(newestFirst);
  const since = keepDays === null ? Infinity : now - keepDays * DAY_MS;
  const isKept = (run: Run, place: number): boolean =>
    !isEnded(run.status) ||
    run.annotations !== undefined ||
    (keepRuns !== null && place < keepRuns) ||
    (run.endedAt ?? now) >= since;
  const byId = new Map(own.map((run) => [run.id, run]));
  const kept = new Set<string>();
  const keepWithOrigins = (run: Run | undefined): void => {
    if (run === undefined || kept.has(run.id)) return;
    kept.add(run.id);
    const origin = run.spec.forkOf?.run;
    if (origin !== undefined) keepWithOrigins(byId.get(origin));
  };
  own.forEach((run, place) => {
    if (isKept(run, place)) keepWithOrigins(run);
  });
  return own.filter(({ id }) => !kept.has(id)).reverse();
}
