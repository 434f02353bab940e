/** What is said of a run in the tree, the status bar and notifications. */
import { alertsOf, alertWords } from '../../runtime/protocol/alerts';
import {
  endsWithEpoch,
  isEnded,
  isPinned,
  isResumable,
  runName,
  settingsInForce,
  switchesOf,
} from '../../runtime/protocol/runs';
import type { Run, RunStatus } from '../../runtime/protocol/runs';
import { taskName } from '../../runtime/protocol/task-name';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatSetting,
  formatShare,
  formatNumber,
  statusWords,
} from '../../runtime/protocol/words';

/** `lion on spirals`; a seed only where it is not the first. What another program logs has a name only. */
export function runTitle(run: Run): string {
  if (run.log !== undefined) return run.spec.program.name;
  const seed = run.spec.seed === 0 ? '' : `, seed ${run.spec.seed}`;
  return `${runName(run)} on ${taskName(run.spec.task)}${seed}`;
}

/** The steps that a run will have; null while nobody knows. */
export const totalSteps = (run: Run): number | null => run.resolved?.steps ?? run.spec.steps;

/** How much of a run is done, from 0 to 1. */
export function progress(run: Run): number {
  const total = totalSteps(run);
  return total === null || total === 0 ? 0 : run.step / total;
}

/** `step 1,240/2,000`. */
export function stepWords(run: Run): string {
  const total = totalSteps(run);
  return `step ${formatCount(run.step)}${total === null ? '' : `/${formatCount(total)}`}`;
}

const LOSS = 'train/loss';

/** `loss 0.213`, of the last logged step; null before the first. */
export function lossWords(run: Run): string | null {
  const loss = run.metrics[LOSS];
  return loss === undefined ? null : `loss ${formatNumber(loss)}`;
}

/** The metric that its task is judged by: `accuracy 0.981`. */
function resultWords(run: Run): string | null {
  const tag = run.resolved?.metric.tag;
  const value = tag === undefined ? undefined : run.metrics[tag];
  return tag === undefined || value === undefined ? null : `${tag} ${formatNumber(value)}`;
}

/** The best value so far of that metric, or the lowest loss while that has none: `best val/accuracy 0.981`. */
export function bestWords({ resolved, extremes = {} }: Run): string | null {
  const known = resolved === null ? undefined : extremes[resolved.metric.tag];
  if (resolved !== null && known !== undefined) {
    const { tag, better } = resolved.metric;
    return `best ${tag} ${formatNumber(known[better === 'lower' ? 0 : 1])}`;
  }
  const losses = extremes[LOSS];
  return losses === undefined ? null : `lowest loss ${formatNumber(losses[0])}`;
}

/** The state, where it says more than the step does. */
const STATE_WORDS: Partial<Record<RunStatus, string>> = {
  starting: 'starting',
  paused: 'paused',
  stopping: 'stopping',
  stopped: 'stopped',
  diverged: 'diverged',
  failed: 'failed',
};

export function stateWords(run: Run): string | null {
  if (run.status === 'queued') return statusWords(run);
  if (run.status === 'running' && endsWithEpoch(run)) return 'stops after this epoch';
  return STATE_WORDS[run.status] ?? null;
}

/** The second half of a run's line in the tree: `step 1,240/2,000 · loss 0.213`. */
export function runDescription(run: Run): string {
  const alert = alertTitle(run);
  if (run.status === 'logged')
    return [...(alert === null ? [] : [alert]), ...loggedWords(run), writtenWords(run)].join(' · ');
  const parts: (string | null)[] = [stateWords(run), alert];
  if (run.step > 0) parts.push(stepWords(run));
  parts.push(run.status === 'completed' ? (resultWords(run) ?? lossWords(run)) : lossWords(run));
  return parts.filter((part) => part !== null).join(' · ');
}

/** The last alert in a few words; null where there is none, or the state says as much. */
function alertTitle(run: Run): string | null {
  const last = alertsOf(run).at(-1);
  return last === undefined || (run.status === 'diverged' && last.kind === 'not-finite')
    ? null
    : last.title || last.message;
}

function loggedWords(run: Run): string[] {
  const first = Object.entries(run.metrics)[0];
  const value = first === undefined ? null : `${first[0]} ${formatNumber(first[1])}`;
  return [run.step > 0 ? stepWords(run) : null, lossWords(run) ?? value].filter(
    (part) => part !== null,
  );
}

/** When another program last wrote something: a time that stays true however long the line stands there. */
function writtenWords(run: Run): string {
  const at = new Date(run.log?.writtenAt ?? run.createdAt);
  const today = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  const day = at.toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
  return `last written ${today ? time : day}`;
}

/** `lion 62 %  loss 0.213`. */
export function progressWords(run: Run): string {
  const loss = lossWords(run);
  return `${run.spec.program.name} ${formatShare(progress(run))}${loss === null ? '' : `  ${loss}`}`;
}

/** Seconds from start to end, or to `now`; null before the start. */
export function runTime(run: Run, now: number): number | null {
  return run.startedAt === null ? null : ((run.endedAt ?? now) - run.startedAt) / 1000;
}

/** One sentence about a run that has ended. */
export function endSentence(run: Run): string {
  const took = runTime(run, run.createdAt);
  const after = took === null ? '' : ` after ${formatDuration(took)}`;
  const result = resultWords(run) ?? lossWords(run);
  switch (run.status) {
    case 'completed':
      return `${runTitle(run)} finished${after}${result === null ? '' : `: ${result}`}.`;
    case 'diverged':
      return `${runTitle(run)} diverged at step ${formatCount(run.step)}${after}.`;
    case 'failed':
      return `${runTitle(run)} failed${run.reason === null ? '' : `: ${run.reason}`}`;
    default:
      return `${runTitle(run)} stopped at step ${formatCount(run.step)}${after}.`;
  }
}

/** Why nothing is done to a run for which a command makes no sense. */
export function unfitSentence(run: Run): string {
  if (run.log !== undefined)
    return `Another program logs ${runTitle(run)}: lead it where it was started.`;
  const state = run.status === 'completed' ? '' : ` (${run.status})`;
  return isEnded(run.status)
    ? `${runTitle(run)} has already ended${state}.`
    : `${runTitle(run)} is ${statusWords(run)}.`;
}

/** Text that Markdown would read as markup is escaped. */
export const plainMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>~$]/g, '\\$&').replace(/\r?\n/g, ' ');

/** The tooltip of a run, as Markdown. `bytes`: what it takes on disk, where that is known. */
export function runTooltip(run: Run, now: number, bytes: number | null = null): string {
  const rows: [string, string][] = [];
  const took = runTime(run, now);
  rows.push(['State', statusWords(run)]);
  if (run.step > 0) rows.push(['Step', stepWords(run).slice('step '.length)]);
  const made = new Date(run.createdAt);
  rows.push(['Made', made.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })]);
  if (took !== null) {
    rows.push(['Time', formatDuration(took)]);
    if (run.step > 0 && took > 0) rows.push(['Speed', formatRate(run.step / took, 'steps')]);
  }
  if (run.resolved) {
    rows.push([
      'Model',
      `${run.resolved.model}, ${formatCount(run.resolved.parameters)} parameters`,
    ]);
    const { lr, ...settings } = settingsInForce(run);
    rows.push(['Learning rate', `${formatNumber(lr ?? run.resolved.lr)}, ${run.spec.schedule}`]);
    rows.push(['Batch', formatCount(run.resolved.batch)]);
    for (const [name, value] of Object.entries({ ...settings, ...switchesOf(run.spec) }))
      rows.push([name, formatSetting(value)]);
    rows.push(['Backend', `${run.resolved.backend}: ${run.resolved.backendReason}`]);
    const { threads = 1 } = run.resolved;
    if (threads > 1) rows.push(['Threads', `up to ${threads}`]);
  }
  const { forkOf } = run.spec;
  if (forkOf) rows.push(['Forked from', `${forkOf.run} after step ${formatCount(forkOf.step)}`]);
  if (bytes !== null) rows.push(['On disk', formatBytes(bytes)]);
  if (run.spec.sweep) rows.push(['Sweep', run.spec.sweep]);
  if (run.log === undefined) rows.push(['Seed', String(run.spec.seed)]);
  else {
    rows.push([
      'Last written',
      `${formatDuration(Math.max(0, now - run.log.writtenAt) / 1000)} ago`,
    ]);
    rows.push(['Folder', run.log.folder]);
    if (run.log.file !== undefined) rows.push(['File', run.log.file]);
    for (const [name, value] of Object.entries(run.log.config)) rows.push([name, String(value)]);
  }
  for (const [tag, value] of Object.entries(run.metrics)) rows.push([tag, formatNumber(value)]);
  const table = rows.map(([name, value]) => `| ${plainMarkdown(name)} | ${plainMarkdown(value)} |`);
  const alerts = alertsOf(run).map(alertWords);
  const sentences = [run.reason, ...alerts, ...run.warnings].filter(
    (sentence) => sentence !== null,
  );
  return [
    `**${plainMarkdown(runTitle(run))}**`,
    ...(run.resolved ? [plainMarkdown(run.resolved.description)] : []),
    ...sentences.map(plainMarkdown),
    ['| | |', '|:--|:--|', ...table].join('\n'),
  ].join('\n\n');
}

/** A codicon for each state, and the theme colour that VS Code's own test list gives to its like. */
export const STATE_ICONS: Readonly<
  Record<RunStatus, { readonly icon: string; readonly color: string | null }>
> = {
  queued: { icon: 'watch', color: 'testing.iconQueued' },
  starting: { icon: 'loading~spin', color: null },
  running: { icon: 'loading~spin', color: null },
  paused: { icon: 'debug-pause', color: null },
  stopping: { icon: 'loading~spin', color: null },
  completed: { icon: 'pass', color: 'testing.iconPassed' },
  stopped: { icon: 'circle-slash', color: 'testing.iconSkipped' },
  diverged: { icon: 'warning', color: 'list.warningForeground' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  logged: { icon: 'book', color: null },
};

/**
 * What menus go by: `run.waiting`, `run.live` with what the run is at, `run.ended`, `run.ended.early` where it can be
 * resumed, both with `.pinned` where that is so, or `run.foreign` for another program's, which can only be looked at.
 */
export function runContext(run: Run): string {
  if (run.log !== undefined) return 'run.foreign';
  if (isEnded(run.status))
    return `${isResumable(run.status) ? 'run.ended.early' : 'run.ended'}${isPinned(run) ? '.pinned' : ''}`;
  if (run.status === 'queued') return 'run.waiting';
  const leadable = run.status === 'running' || run.status === 'paused';
  return leadable ? `run.live.${run.status}` : 'run.live';
}
