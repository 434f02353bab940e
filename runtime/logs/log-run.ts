import { createHash } from 'node:crypto';
import { basename, join, relative, sep } from 'node:path';
import { bareSpec, type Run, type RunAction, type RunStatus } from '../protocol/runs';
import type { Settings } from './settings';
import type { LoggedAlert, LoggedState } from './state-file';
import type { LogTail } from './tail';

/** What is known of a run that another program logs. */
export interface LogFacts {
  readonly store: string;
  /** The folder that is watched, and the run's own within it. */
  readonly root: string;
  readonly folder: string;
  /** Its one file, where the folder is not the run's own. */
  readonly file: string | null;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
  readonly writtenAt: number;
  /** Tails of its files, the last written one last. */
  readonly tails: readonly LogTail[];
  readonly state: LoggedState | null;
  /** What the event files say of its hyperparameters. */
  readonly settings: Settings;
}

/** Which processes can be asked whether they live. */
export interface Machine {
  readonly host: string;
  readonly lives: (pid: number) => boolean;
}

const HASH_DIGITS = 10;

/** The run as views show it. What nobody says is not guessed: without a state file it is `logged`, no more. */
export function logRun(facts: LogFacts, machine: Machine): Run {
  const { store, folder, file, state, begunAt, writtenAt, tails } = facts;
  const name = state?.name ?? nameOf(facts);
  const metrics = Object.fromEntries(
    tails.flatMap((tail) =>
      Object.entries(tail.metrics).map(([tag, value]) => [
        tag,
        Number.isFinite(value) ? value : String(value),
      ]),
    ),
  ) as Run['metrics'];
  const { status, reason, endedAt } = endOf(state, writtenAt, machine);
  return {
    format: 1,
    id: idOf(name, placeOf(facts)),
    store,
    comparison: null,
    spec: bareSpec(name, 'logged'),
    resolved: null,
    status,
    step: tails.findLast((tail) => tail.step !== null)?.step ?? 0,
    createdAt: state?.startedAt ?? begunAt,
    startedAt: state?.startedAt ?? begunAt,
    endedAt,
    metrics,
    reason,
    warnings: [],
    gitCommit: null,
    actions: (state?.alerts ?? []).map((alert) => actionOf(alert, name)),
    supervisor: null,
    log: {
      folder,
      ...(file !== null && { file }),
      config: { ...facts.settings, ...state?.config },
      writtenAt,
    },
  };
}

const actionOf = ({ at, step, title, text }: LoggedAlert, by: string): RunAction => ({
  action: 'alert',
  at,
  by,
  step,
  kind: 'told',
  title,
  message: text,
});

function endOf(
  state: LoggedState | null,
  writtenAt: number,
  machine: Machine,
): Pick<Run, 'reason' | 'endedAt'> & { readonly status: RunStatus } {
  if (state === null) return { status: 'logged', reason: null, endedAt: writtenAt };
  const { status, reason, endedAt } = state;
  if (status !== 'running') return { status, reason, endedAt: endedAt ?? writtenAt };
  if (state.host !== machine.host) return { status: 'logged', reason: null, endedAt: writtenAt };
  if (machine.lives(state.pid)) return { status, reason: null, endedAt: null };
  return {
    status: 'failed',
    reason: `Its process (${state.pid}) ended without finish(); what it had logged is kept.`,
    endedAt: writtenAt,
  };
}

const placeOf = ({ folder, file }: LogFacts): string =>
  file === null ? folder : join(folder, file);

/** `lr0.1/train`, `version_0/metrics.csv`: its place in the folder that is watched. */
function nameOf(facts: LogFacts): string {
  return relative(facts.root, placeOf(facts)).split(sep).join('/') || basename(facts.folder);
}

/** A name for people and, behind it, what tells places of the same name apart. */
function idOf(name: string, place: string): string {
  const readable = name.replace(/[^A-Za-z0-9]+/g, '_').slice(-60);
  const digest = createHash('sha256').update(place).digest('hex').slice(0, HASH_DIGITS);
  return `log_${readable}-${digest}`;
}
