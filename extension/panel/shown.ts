import type { Run } from '../../runtime/protocol/runs';

/** The runs that the panel was last told to show. */
export interface Shown {
  readonly store: string;
  readonly task: string;
  readonly runs: readonly string[];
}

/** More curves than this in one chart cannot be told apart. */
const MOST_RUNS = 12;

/**
 * What to show once runs have been started: they join those of the same task that are shown already, so that a
 * changed program stands beside what it was; the oldest make room.
 */
export function withStarted(before: Shown | null, started: readonly Run[]): Shown | null {
  const first = started[0];
  if (first === undefined) return before;
  const ids = started.map((run) => run.id);
  const fits = before !== null && before.store === first.store && before.task === first.spec.task;
  const earlier = fits ? before.runs.filter((id) => !ids.includes(id)) : [];
  const room = Math.max(0, MOST_RUNS - ids.length);
  const kept = room === 0 ? [] : earlier.slice(-room);
  return { store: first.store, task: first.spec.task, runs: [...kept, ...ids] };
}

/** A run and those that it was started with, of all known runs; oldest first. */
export function comparisonOf(run: Run, all: readonly Run[]): Run[] {
  if (run.comparison === null) return [run];
  return all
    .filter((each) => each.store === run.store && each.comparison === run.comparison)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
