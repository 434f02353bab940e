import { isEnded, isPinned } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';

/** Runs that stand together in the tree. */
export interface RunGroup {
  /** Stable while the group exists. */
  readonly id: string;
  readonly title: string;
  readonly runs: readonly Run[];
}

const DAY = 24 * 60 * 60 * 1000;

const startOfDay = (time: number): Date => {
  const day = new Date(time);
  day.setHours(0, 0, 0, 0);
  return day;
};

const pad = (n: number): string => String(n).padStart(2, '0');

function dayTitle(day: Date, today: Date): string {
  // Days are not all 24 hours long: rounding makes the hour of a clock change vanish.
  const daysAgo = Math.round((today.getTime() - day.getTime()) / DAY);
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  return day.toLocaleDateString(undefined, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(day.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' }),
  });
}

/** Pinned, and at rest. */
const isAside = (run: Run): boolean => isPinned(run) && isEnded(run.status);

/**
 * Live runs first, then those that wait, the next one first; then pinned ones, what other programs log, then the others by the
 * local day on which they were made; newest first but for those that wait.
 */
export function groupRuns(runs: readonly Run[], now: number): RunGroup[] {
  const newestFirst = [...runs].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const foreign = newestFirst.filter((run) => run.log !== undefined);
  const own = newestFirst.filter((run) => run.log === undefined && !isEnded(run.status));
  const live = own.filter(({ status }) => status !== 'queued');
  const waiting = own
    .filter(({ status }) => status === 'queued')
    .sort((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || (a.id < b.id ? -1 : 1));
  const pinned = newestFirst.filter(isAside);
  const days = new Map<string, { title: string; runs: Run[] }>();
  const today = startOfDay(now);
  for (const run of newestFirst) {
    if (run.log !== undefined || !isEnded(run.status) || isAside(run)) continue;
    const day = startOfDay(run.createdAt);
    const id = `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
    const group = days.get(id) ?? { title: dayTitle(day, today), runs: [] };
    group.runs.push(run);
    days.set(id, group);
  }
  return [
    ...(live.length === 0 ? [] : [{ id: 'running', title: 'Running', runs: live }]),
    ...(waiting.length === 0 ? [] : [{ id: 'waiting', title: 'Waiting', runs: waiting }]),
    ...(pinned.length === 0 ? [] : [{ id: 'pinned', title: 'Pinned', runs: pinned }]),
    ...(foreign.length === 0
      ? []
      : [{ id: 'foreign', title: 'Logged by Other Programs', runs: foreign }]),
    ...Array.from(days, ([id, group]) => ({ id, ...group })),
  ];
}
