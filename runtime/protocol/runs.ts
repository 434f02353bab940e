/** What a run is, as people and processes speak of it: on the wire, in `run.json`, in views. Plain JSON. */
import type { Alert } from './alerts';

import type { Epoch } from './x-scale';

export const SCHEDULES = ['constant', 'cosine', 'linear', 'one-cycle'] as const;
export type Schedule = (typeof SCHEDULES)[number];

export const BACKENDS = [
  'compiled',
  'tfjs-gpu',
  'tfjs-webgpu',
  'tfjs-node',
  'tfjs-wasm',
  'tfjs-cpu',
] as const;
export type BackendName = (typeof BACKENDS)[number];
export type BackendChoice = 'auto' | BackendName;

/** What a person asks for; null leaves the choice to the task or the program. */
export interface RunSpec {
  readonly program: {
    /** The file's name without its ending. */
    readonly name: string;
    /** Where it came from, or is going to be saved, absolute; null where neither is known. */
    readonly path: string | null;
    readonly text: string;
    /** The file's own text, where `text` has what it imports as well: by it the file is known again. */
    readonly written?: string;
    /** Flags and choices of the written text that this one has decided. */
    readonly decided?: Readonly<Record<string, boolean | string>>;
  };
  /** The name of a built-in task, or the absolute path of a module that is one. */
  readonly task: string;
  /** Absolute path. */
  readonly data: string | null;
  readonly target: string | null;
  readonly missing: string | null;
  readonly model: string | null;
  readonly steps: number | null;
  readonly batch: number | null;
  readonly seed: number;
  /** Peak learning rate. */
  readonly lr: number | null;
  readonly schedule: Schedule;
  /** Steps of linear warm-up from 0 to the peak. */
  readonly warmup: number;
  /** Hyperparameters that differ from the program's defaults. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Steps between two logged ones; null: about 500 points over the run. */
  readonly logEvery: number | null;
  readonly backend: BackendChoice;
  /** Steps between two automatic checkpoints; left out: about every half minute. */
  readonly checkpointEvery?: number | null;
  /** Flags and choices of the program that differ from what it declares. */
  readonly switches?: Readonly<Record<string, boolean | string>>;
  /** The sweep that it is part of, by name. */
  readonly sweep?: string | null;
  /** Steps between two histograms of weights, gradients and updates; left out: none are logged. */
  readonly histogramEvery?: number | null;
  /** Whether the machine may decide how often sums of products are rounded: faster, and not the same on all of them. */
  readonly relaxedSimd?: boolean;
  /** Threads that may work on a step at once, where the backend has them; left out: as many as pay. */
  readonly threads?: number | null;
  /** A checkpoint of another run of the store, to go on from with this program; left out: begin at the first step. */
  readonly forkOf?: { readonly run: string; readonly step: number } | null;
}

/** A spec that leaves every choice to task and program; also of a run of which nobody knows what was asked for. */
export const bareSpec = (name: string, task: string): RunSpec => ({
  program: { name, path: null, text: '' },
  task,
  data: null,
  target: null,
  missing: null,
  model: null,
  steps: null,
  batch: null,
  seed: 0,
  lr: null,
  schedule: 'constant',
  warmup: 0,
  hyper: {},
  logEvery: null,
  backend: 'auto',
});

export const SWEEP_METHODS = ['quasi-random', 'random', 'grid'] as const;
/** Which points of its space a sweep tries. `quasi-random`: a scrambled Sobol sequence. */
export type SweepMethod = (typeof SWEEP_METHODS)[number];

export interface SweepRequest {
  /** `lr`, `lr=1e-4..1e-1`, `beta1=0.8,0.9`, `nesterov`: what to vary, over its declared range, another, or values. */
  readonly vary: readonly string[];
  readonly method: SweepMethod;
  /** How many settings to try, for a grid at most; null: 16, or all of a grid without ranges. */
  readonly runs: number | null;
  /** Of the points, for all but a grid. */
  readonly seed: number;
}

/** What a trainer made of a spec, once it has read the data and built the model. */
export interface ResolvedRun {
  readonly model: string;
  readonly steps: number;
  readonly batch: number;
  readonly lr: number;
  /** Every hyperparameter of the program with its value. */
  readonly hyper: Readonly<Record<string, number>>;
  readonly logEvery: number;
  readonly backend: BackendName;
  /** Why that backend: shown to people. */
  readonly backendReason: string;
  /** Threads that may work on a step at once; they change nothing but the time. Absent where the backend sees to it. */
  readonly threads?: number;
  readonly parameters: number;
  readonly description: string;
  readonly dataHash: string;
  /** The module that was its task, with the SHA-256 of its text; absent for a built-in one. */
  readonly module?: { readonly path: string; readonly hash: string };
  /** Absent where a task has no examples to go through, and in records of versions that did not tell it. */
  readonly epoch?: Epoch;
  readonly metric: { readonly tag: string; readonly better: 'higher' | 'lower' };
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * `queued → starting → running ⇄ paused → stopping →` one of the four ends. `logged`: another program writes or wrote
 * it, and does not say whether it still goes on.
 */
export type RunStatus =
  | 'queued'
  | 'starting'
  | 'running'
  | 'paused'
  | 'stopping'
  | 'completed'
  | 'stopped'
  | 'diverged'
  | 'failed'
  | 'logged';

/** False while somebody is known to be at work on the run. */
export const isEnded = (status: RunStatus): boolean =>
  status === 'completed' ||
  status === 'stopped' ||
  status === 'diverged' ||
  status === 'failed' ||
  status === 'logged';

/** Where another program logs a run, which Optiscope reads and does not control. */
export interface LogSource {
  /** The folder with its log files, absolute. */
  readonly folder: string;
  /** The name of its one file, where that is a table: the others of the folder are not its own. */
  readonly file?: string;
  /** What the program says of its settings; nested ones as `optimizer.lr`. */
  readonly config: Readonly<Record<string, string | number | boolean | null>>;
  /** When one of its files was last written, in milliseconds since 1970. */
  readonly writtenAt: number;
}

/** False for what another program logs, which is not ours to lead or to change. */
export const isOwn = ({ log }: Pick<Run, 'log'>): boolean => log === undefined;

/** Whether this runtime, or another of ours, is at work on the run. */
export const isGoing = (run: Pick<Run, 'log' | 'status'>): boolean =>
  isOwn(run) && !isEnded(run.status);

/** Whether a run has ended before its time, so that it can be taken up again. */
export const isResumable = (status: RunStatus): boolean =>
  status === 'stopped' || status === 'failed';

/** Something that somebody did to a run while it went on, or that was noticed in it: a line of its `events.jsonl`. */
export type RunAction = ActionFacts & (PlainAction | SettingChange | Alert);

interface ActionFacts {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The client's name, or what else did it. */
  readonly by: string;
  /** The last step that had begun at that moment. */
  readonly step: number;
}

interface PlainAction {
  /** `continue`: an ended run was taken up again after `step`. */
  readonly action: 'stop' | 'stop-after-epoch' | 'pause' | 'resume' | 'continue' | 'checkpoint';
}

/** In force from the step after `step`. */
export interface SettingChange {
  readonly action: 'set';
  /** `lr`, which stands for the peak of the schedule, or another hyperparameter of the program. */
  readonly name: string;
  readonly value: number;
  /** What was in force. */
  readonly before: number;
}

/**
 * The changes of hyperparameters that count, by the step after which they are in force: one that was made at an
 * earlier step than others of its name but later in time, as after a resume, takes their place.
 */
export function settingChanges(actions: readonly RunAction[]): (ActionFacts & SettingChange)[] {
  const counting: (ActionFacts & SettingChange)[] = [];
  for (const action of actions) {
    if (action.action !== 'set') continue;
    const { name, step } = action;
    const kept = counting.filter((each) => each.name !== name || each.step < step);
    counting.splice(0, counting.length, ...kept, action);
  }
  return counting.sort((a, b) => a.step - b.step);
}

/** The learning rate's peak and the other hyperparameters, by name, as they are in force after a run's last step. */
export function settingsInForce({
  resolved,
  actions,
  step,
}: Pick<Run, 'resolved' | 'actions' | 'step'>): Record<string, number> {
  if (resolved === null) return {};
  const settings: Record<string, number> = { lr: resolved.lr, ...resolved.hyper };
  for (const { name, value, step: since } of settingChanges(actions))
    if (since <= step + 1) settings[name] = value;
  return settings;
}

/** Whether a run that goes on has been asked to end with its epoch. */
export const endsWithEpoch = ({ status, actions }: Pick<Run, 'status' | 'actions'>): boolean =>
  !isEnded(status) &&
  actions.findLast(({ action }) => action === 'stop-after-epoch' || action === 'continue')
    ?.action === 'stop-after-epoch';

/** What a person made of a run; on disk in `annotations.json`. */
export interface Annotations {
  /** Instead of the program's; null: none. */
  readonly name: string | null;
  readonly note: string;
  readonly tags: readonly string[];
  /** Stays on top of lists, and is never deleted by itself. */
  readonly pinned?: boolean;
}

export const NO_ANNOTATIONS: Annotations = { name: null, note: '', tags: [] };

export const isPinned = ({ annotations }: Pick<Run, 'annotations'>): boolean =>
  annotations?.pinned === true;

/** What a run is called: by the person, or else as its program. */
export const runName = ({ annotations, spec }: Pick<Run, 'annotations' | 'spec'>): string =>
  annotations?.name ?? spec.program.name;

/** A run as `run.json` keeps it, but for its actions and annotations, and as every view shows it. */
export interface Run {
  readonly format: 1;
  /** Sorts by time; unique in its store; also the folder's name. */
  readonly id: string;
  /** The folder that holds the store's runs, absolute. */
  readonly store: string;
  /** Runs that were started together share this. */
  readonly comparison: string | null;
  readonly spec: RunSpec;
  readonly resolved: ResolvedRun | null;
  readonly status: RunStatus;
  /** Among the runs that wait, from 1 for the next; absent on disk, and for one that does not wait. */
  readonly place?: number | undefined;
  /** The last step done; 0 before the first. */
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Last value of each metric. Non-finite numbers as "NaN", "Infinity", "-Infinity". */
  readonly metrics: Readonly<Record<string, number | string>>;
  /** Lowest and highest finite value that each metric had; absent where nobody kept count. */
  readonly extremes?: Readonly<Record<string, readonly [number, number]>>;
  /** Why it failed or diverged: one sentence. */
  readonly reason: string | null;
  /** What went otherwise than asked: one sentence each. */
  readonly warnings: readonly string[];
  /** What people did to it and what was noticed in it, in order; on disk in `events.jsonl`. */
  readonly actions: readonly RunAction[];
  /** Absent where nothing was written. */
  readonly annotations?: Annotations | undefined;
  readonly gitCommit: string | null;
  /** The supervisor's process that runs it; a run is live only while that process is. */
  readonly supervisor: number | null;
  /** Only where another program logs the run: then `spec` says its name and nothing else. */
  readonly log?: LogSource;
}

/** The flags and choices of a run's program as it was told, whether its text has decided them or not. */
export const switchesOf = ({
  program,
  switches,
}: Pick<RunSpec, 'program' | 'switches'>): Readonly<Record<string, boolean | string>> => ({
  ...program.decided,
  ...switches,
});
