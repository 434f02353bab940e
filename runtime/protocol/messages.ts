/**
 * The control messages between a supervisor and its clients (command line, extension, panels): JSON-RPC 2.0 as
 * text frames of a WebSocket, through `vscode-jsonrpc`. Metrics travel beside them as binary frames (frames.ts).
 */
import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { Spread } from './mean';
import type { Annotations, BackendChoice, BackendName, Run, RunSpec, SweepRequest } from './runs';
import type { Smoothing } from './smoothing';
import type { ContentKind, Summary, SummaryTag } from './summaries';
import type { XScale } from './x-scale';

/** Raised when an older client and a newer supervisor can no longer speak. */
export const PROTOCOL_VERSION = 3;

export interface InitializeParams {
  readonly protocol: number;
  /** For the log: "cli", "extension", "panel". */
  readonly client: string;
}
export interface InitializeResult {
  readonly protocol: number;
  readonly version: string;
  readonly pid: number;
  readonly logFile: string;
}
/** Must be a connection's first request. */
export const Initialize = new RequestType<InitializeParams, InitializeResult, void>('initialize');

export interface StartParams {
  /** Absolute folder that holds runs, usually `<workspace>/.optiscope/runs`. */
  readonly store: string;
  readonly runs: readonly RunSpec[];
  /** The runs end when this connection does, as a terminal's do. */
  readonly tied: boolean;
  /** So many of these train at the same time, whatever else does; left out: they wait for a place like all others. */
  readonly parallel?: number | null;
}
/** Checks every program and task first: starts all runs or none. Errors carry the sentence for the person. */
export const StartRuns = new RequestType<StartParams, readonly Run[], void>('runs/start');

export interface RunRef {
  readonly store: string;
  readonly run: string;
}
/** Answered when the run has ended: the trainer is asked, then terminated, then killed. */
export const StopRun = new RequestType<RunRef, Run, void>('runs/stop');
export const StopAllRuns = new RequestType0<readonly Run[], void>('runs/stopAll');

/** Lets a run that waits be the next to start. */
export const RunNext = new RequestType<RunRef, Run, void>('runs/next');
export interface LimitParams {
  /** Runs that train at the same time; null: what the supervisor was started with. */
  readonly parallel: number | null;
}
/** Says how many runs train at the same time, but for those that were started with a number of their own. */
export const LimitRuns = new RequestType<LimitParams, null, void>('queue/limit');

/** Lets a run stand still between two steps, its process kept. Answered when it does, or has ended meanwhile. */
export const PauseRun = new RequestType<RunRef, Run, void>('runs/pause');
/** Lets a paused run go on. */
export const ResumeRun = new RequestType<RunRef, Run, void>('runs/resume');
/** Lets a run end with the epoch that it is in. Answered at once. */
export const StopRunAfterEpoch = new RequestType<RunRef, Run, void>('runs/stopAfterEpoch');
/**
 * Takes up a run that was stopped, or has failed, from its last checkpoint: its losses are those that it would have
 * had. Without a checkpoint it begins anew, under its own name.
 */
export const ContinueRun = new RequestType<RunRef, Run, void>('runs/continue');
/** Writes weights, slots and counters of a run that goes on. Answered when they are on disk; that one is kept. */
export const CheckpointRun = new RequestType<RunRef, Run, void>('runs/checkpoint');

export interface CheckpointInfo {
  /** The last step that it knows of. */
  readonly step: number;
  /** False for those of which a run keeps the last two. */
  readonly kept: boolean;
}
/** A run's checkpoints, latest first. */
export const ListCheckpoints = new RequestType<RunRef, readonly CheckpointInfo[], void>(
  'runs/checkpoints',
);

export interface SetHyperParams extends RunRef {
  /** `lr`, which stands for the peak of the schedule, or another hyperparameter of the program. */
  readonly name: string;
  readonly value: number;
}
/** Changes a hyperparameter from the next step on. Answered when that is recorded: see the run's `actions`. */
export const SetHyper = new RequestType<SetHyperParams, Run, void>('runs/set');

export interface AnnotateParams extends RunRef {
  /** All that is to stand there from now on. */
  readonly annotations: Annotations;
}
/** Names a run, notes something about it, gives it tags, pins it. */
export const AnnotateRun = new RequestType<AnnotateParams, Run, void>('runs/annotate');
export interface RunsRef {
  readonly store: string;
  readonly runs: readonly string[];
}
/** Moves runs that have ended out of their store, where they wait a week for `RestoreRuns`. All or none. */
export const DeleteRuns = new RequestType<RunsRef, null, void>('runs/delete');
export const RestoreRuns = new RequestType<RunsRef, readonly Run[], void>('runs/restore');

export interface PruneParams {
  readonly store: string;
  /** So many are kept, the newest; null: that says nothing. */
  readonly keepRuns: number | null;
  /** Those are kept that ended within so many days; null: that says nothing. */
  readonly keepDays: number | null;
  /** Runs that are kept whatever the two say. */
  readonly spare: readonly string[];
}
export interface RunSize {
  readonly run: string;
  readonly bytes: number;
}
/**
 * Deletes as `DeleteRuns` does what neither number keeps, and answers what that was, oldest first. Runs that go on, that
 * somebody has named, noted, tagged or pinned, and those that a kept one was forked from, always stay.
 */
export const PruneRuns = new RequestType<PruneParams, readonly RunSize[], void>('runs/prune');
/** What the runs of a store take on disk; `runs` names those that are asked about, null all. */
export const DiskUse = new RequestType<
  { readonly store: string; readonly runs: readonly string[] | null },
  readonly RunSize[],
  void
>('store/disk');

/** All runs of a store, newest first; from then on this connection gets `RunChanged` for it. */
export const WatchStore = new RequestType<{ readonly store: string }, readonly Run[], void>(
  'store/watch',
);

export interface LogsParams {
  /** The store among whose runs those that are found are told. */
  readonly store: string;
  /** Absolute folder, looked through with all that is in it. */
  readonly folder: string;
  /** Whether CSV and JSON-lines files are logs there, too; left out: event files only. */
  readonly tables?: boolean;
}
/** Finds what other programs have logged under a folder, now and until this connection ends: read-only runs. */
export const WatchLogs = new RequestType<LogsParams, { readonly runs: number }, void>('logs/watch');
export const UnwatchLogs = new RequestType<LogsParams, null, void>('logs/unwatch');

export const RunChanged = new NotificationType<Run>('run/changed');
export const RunRemoved = new NotificationType<RunRef>('run/removed');

export interface SubscribeParams extends RunRef {
  /** Chosen by the client; stands in the header of every frame of this subscription. */
  readonly subscription: number;
  /** Long series come as coarse copies, about which `ViewSeries` asks; otherwise every scalar comes. */
  readonly reduced: boolean;
}
export interface SubscribeResult {
  /** Tags by their index in frames; later ones are told by `TagsAdded`. */
  readonly tags: readonly string[];
}
/** Sends the scalars of the run, from the first, as binary frames, then live ones as they come. */
export const SubscribeSeries = new RequestType<SubscribeParams, SubscribeResult, void>(
  'series/subscribe',
);
export const UnsubscribeSeries = new RequestType<{ readonly subscription: number }, null, void>(
  'series/unsubscribe',
);
/** The tags that came new: their indices go on behind those known before. */
export const TagsAdded = new NotificationType<{
  readonly subscription: number;
  readonly tags: readonly string[];
}>('series/tags');

/** A range of x at a width, and how the series in it are smoothed. */
export interface RangeParams {
  /** Chosen by the client; stands in the answer. */
  readonly query: number;
  /** The range of x, both ends included; null: as far as there is something. */
  readonly from: number | null;
  readonly to: number | null;
  /** Pixels that the range has on screen. */
  readonly columns: number;
  /** The pixels are even in the logarithm of x: what is not above 0 has no place. */
  readonly log: boolean;
  readonly smoothing: Smoothing | null;
}
/** A series that the client has subscribed to, by the index of its tag, on an axis. */
export interface SeriesRef {
  readonly subscription: number;
  readonly tag: number;
  /** Another metric is named by the index of its tag: points are joined with it on their steps. */
  readonly x: XScale;
}
export interface ViewParams extends SeriesRef, RangeParams {}
/** What can be seen of a range of a series at a width: a `view` frame, which comes before the answer. */
export const ViewSeries = new RequestType<ViewParams, null, void>('series/view');

export interface MeanParams extends RangeParams {
  readonly members: readonly SeriesRef[];
  readonly spread: Spread;
}
/** The same for the mean of several series and the band about it: a `mean` frame, which comes before the answer. */
export const MeanOfSeries = new RequestType<MeanParams, null, void>('series/mean');

/**
 * What else the run of a subscription logs: tags that are new or have more summaries than were told before. Sent of
 * itself, once what there is has been found, then as it grows.
 */
export const SummariesFound = new NotificationType<{
  readonly subscription: number;
  readonly tags: readonly SummaryTag[];
}>('series/summaries');

export interface SummaryTagRef {
  readonly subscription: number;
  readonly kind: ContentKind;
  readonly tag: string;
}
/** The steps of all summaries of a tag, in the order in which they were logged. */
export const SummarySteps = new RequestType<
  SummaryTagRef,
  { readonly revision: number; readonly steps: readonly number[] },
  void
>('series/summarySteps');

export interface ReadSummariesParams extends SummaryTagRef {
  /** Places among the tag's summaries. */
  readonly indices: readonly number[];
}
/** Reads summaries out of the event files. Those that are not there any more are left out. */
export const ReadSummaries = new RequestType<
  ReadSummariesParams,
  { readonly revision: number; readonly summaries: readonly Summary[] },
  void
>('series/readSummaries');

export interface TaskInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly data: 'none' | 'folder' | 'file' | 'file or folder';
  readonly needsTarget: boolean;
  readonly models: readonly string[];
  readonly split: string;
  readonly metric: { readonly tag: string; readonly better: 'higher' | 'lower' };
  readonly defaults: { readonly steps: number; readonly batch: number };
}
export const ListTasks = new RequestType0<readonly TaskInfo[], void>('tasks/list');

/** Something that a program lets people choose. */
export interface TunableInfo {
  readonly name: string;
  /** The name as people read and write it: `adamw.beta1` for a chain's `adamw_beta1`. */
  readonly written: string;
  readonly default: number | boolean | string;
  /** Of a number, as declared; `scale` is how a search should walk it. */
  readonly range: {
    readonly low: number;
    readonly high: number;
    readonly scale: 'linear' | 'log' | 'log1m' | 'int';
  } | null;
  /** False where the program leaves it to the runtime, as it may the learning rate and its range. */
  readonly declared: boolean;
  /** Of a flag or a choice: all that it can be. */
  readonly values: readonly (boolean | string)[] | null;
  readonly doc: string | null;
}
/** The hyperparameters, flags and choices of a program; `lr` always is among them. */
export const ListTunables = new RequestType<
  { readonly program: RunSpec['program'] },
  readonly TunableInfo[],
  void
>('programs/tunables');

export interface PlanSweepParams {
  /** One for each seed; of the same program. */
  readonly runs: readonly RunSpec[];
  readonly sweep: SweepRequest;
}
/** The runs of a sweep, for `StartRuns`; starts none. */
export const PlanSweep = new RequestType<PlanSweepParams, readonly RunSpec[], void>('sweeps/plan');

export interface BackendInfo {
  readonly name: BackendName;
  readonly available: boolean;
  /** What it is, or what is missing and what to do. */
  readonly detail: string;
  /** True for backends whose path could only be tested against a stand-in. */
  readonly unverified: boolean;
  /** Packages that have to be installed before it can be used. */
  readonly missing: readonly string[];
}
export const ListBackends = new RequestType0<
  {
    readonly backends: readonly BackendInfo[];
    readonly auto: { readonly name: BackendName; readonly reason: string };
  },
  void
>('backends/list');
export type { BackendChoice };

export interface InstallParams {
  readonly name: BackendName;
}
/**
 * Installs a backend's packages with npm into the user's state folder; answered when that is done. One at a time for
 * all clients. Cancelling the request, or closing the connection, ends npm and leaves nothing behind.
 */
export const InstallBackend = new RequestType<InstallParams, null, void>('backends/install');
/** What npm is at, to the client that asked for the installation. */
export const InstallProgress = new NotificationType<{
  readonly name: BackendName;
  readonly message: string;
}>('backends/installing');

/** Ends all runs, tells clients and leaves. */
export const Shutdown = new RequestType0<null, void>('shutdown');
