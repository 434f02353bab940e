import { join } from 'node:path';
import { processLives, readAllLocks, type SupervisorLock } from '../protocol/lock';
import { isEnded, type Run } from '../protocol/runs';
import { RUN_FILE, runFolder } from '../store/layout';
import { listEventFileNames, modifiedAt } from '../store/run-folders';

/** A run whose files were touched this recently counts as live even if no lock of ours names its supervisor. */
const RECENTLY_MS = 2 * 60 * 1000;

export interface OwnerFacts {
  readonly ownPid: number;
  /** The locks in this user's state folder. */
  readonly locks: readonly SupervisorLock[];
  readonly now: number;
}

/**
 * Whether the supervisor that a run names can still be at work on it. A living process of that number is not proof:
 * after a restart of the machine it may be anyone's. It must hold a lock, or the run's files must still be moving
 * (another user's supervisor, or one with another state folder).
 */
export function ownerLives(run: Run, facts: OwnerFacts): boolean {
  const { supervisor } = run;
  if (supervisor === null || supervisor === facts.ownPid || !processLives(supervisor)) return false;
  if (facts.locks.some((lock) => lock.pid === supervisor)) return true;
  const folder = runFolder(run.store, run.id);
  const names = [RUN_FILE, ...listEventFileNames(folder)];
  const touched = Math.max(...names.map((name) => modifiedAt(join(folder, name)) ?? 0));
  return facts.now - touched < RECENTLY_MS;
}

/** A run that was left behind in the middle, or in the queue, as it has to be told now; others as they are. */
export function asLeft(run: Run, facts: OwnerFacts): Run {
  if (isEnded(run.status) || ownerLives(run, facts)) return run;
  const left = { ...run, endedAt: facts.now, supervisor: null };
  // One that is resumed may wait again with steps behind it.
  return run.status === 'queued'
    ? {
        ...left,
        status: 'stopped',
        reason:
          'The runtime ended before the turn of the run had come: resume it to queue it again.',
      }
    : {
        ...left,
        status: 'failed',
        reason: 'The runtime ended while the run was going on; what it had logged is kept.',
      };
}

/** What is known of owners now, by a process that is at work on no run that it asks about. */
export const ownerFacts = (stateFolder: string): OwnerFacts => ({
  ownPid: process.pid,
  locks: readAllLocks(stateFolder),
  now: Date.now(),
});
