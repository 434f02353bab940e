import { alertsOf } from '../../runtime/protocol/alerts';
import { isEnded } from '../../runtime/protocol/runs';
import type { RunEvent } from './book';

/** A run shorter than this is watched, not waited for. */
const LONG_RUN_MS = 60_000;

export type Announcement =
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'warning'; readonly message: string };

/**
 * What a change of a run is worth telling, if anything: a failure and a new warning always, an end only after a
 * long run and only to somebody who was looking elsewhere. What an alert has told is not told again.
 */
export function announcementsOf(event: RunEvent, windowFocused: boolean): Announcement[] {
  const { run, before } = event;
  if (before === null || (run.log === undefined && isEnded(before.status))) return [];
  const warnings = run.warnings
    .filter((message) => !before.warnings.includes(message))
    .map((message): Announcement => ({ kind: 'warning', message }));
  if (isEnded(before.status)) return warnings;
  if (run.status === 'failed') return [...warnings, { kind: 'failed' }];
  const isTold = alertsOf(run).some(({ kind }) => kind === 'not-finite');
  const awaited = run.status === 'completed' || (run.status === 'diverged' && !isTold);
  const long = run.startedAt !== null && (run.endedAt ?? 0) - run.startedAt > LONG_RUN_MS;
  return awaited && long && !windowFocused ? [...warnings, { kind: 'finished' }] : warnings;
}
