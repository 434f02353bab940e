/** What a supervisor and one of its trainer processes say to each other over the child's IPC channel. */
import type { Change } from '../training/control';
import type { ResolvedRun, RunAction, RunSpec } from '../protocol/runs';
import type { StatementLayout, StepFigures } from '../protocol/statements';

export interface TrainerJob {
  readonly kind: 'job';
  readonly run: string;
  /** The run's folder, absolute, existing: the event file goes there. */
  readonly folder: string;
  readonly spec: RunSpec;
  /** The checkpoint to go on from, absolute; null: begin at the first step. */
  readonly checkpoint: string | null;
  /** The run was begun before: what it logged behind the checkpoint is superseded. */
  readonly again: boolean;
  /** Hyperparameters that were changed while it went on, to be changed again at the same steps. */
  readonly changes: readonly Change[];
}

export type ToTrainer =
  | TrainerJob
  /** End after the current step, with a last validation left out; the answer is `ended`. */
  | { readonly kind: 'stop' }
  /** End after the last step of the epoch. */
  | { readonly kind: 'stop-after-epoch' }
  /** Stand still before the next step; the answer is `paused`. */
  | { readonly kind: 'pause' }
  /** Go on; the answer of one that stood still is `resumed`. */
  | { readonly kind: 'resume' }
  /** Make a checkpoint after the current step; the answer is `saved`. */
  | { readonly kind: 'checkpoint' }
  /** Observe steps from now on, or no longer. */
  | { readonly kind: 'observe'; readonly wanted: boolean }
  /** Change a hyperparameter from the next step on; the answer is `changed`. */
  | { readonly kind: 'set'; readonly name: string; readonly value: number; readonly by: string };

/** Scalars of one or more logged steps, in order; `values` has one float32 per row and tag, NaN-filled where absent. */
export interface TrainerRows {
  readonly kind: 'rows';
  /** Tags that appear for the first time with these rows; indices go on counting from those before. */
  readonly newTags: readonly string[];
  /** Parallel arrays, one entry per scalar. */
  readonly tags: Uint32Array;
  readonly steps: Float64Array;
  readonly wallTimes: Float64Array;
  readonly values: Float32Array;
}

export type FromTrainer =
  | { readonly kind: 'resolved'; readonly resolved: ResolvedRun }
  | TrainerRows
  /** At most every 100 ms: the step that has been done. */
  | { readonly kind: 'progress'; readonly step: number }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'paused'; readonly step: number }
  | { readonly kind: 'resumed' }
  /** A checkpoint that was wished for is made, or cannot be, for the reason given. */
  | { readonly kind: 'saved'; readonly step: number; readonly failure: string | null }
  /** The wish to end is heard: there may be a checkpoint to write first. */
  | { readonly kind: 'stopping' }
  /** What can be watched of the program; never told where steps cannot be observed. */
  | { readonly kind: 'statements'; readonly layout: StatementLayout }
  /** What was watched at a step; only while that is wanted, and at most every 100 ms. */
  | { readonly kind: 'observed'; readonly every: number; readonly figures: StepFigures }
  /** A hyperparameter was changed; the trainer itself has recorded it, before any step that it is in force at. */
  | { readonly kind: 'changed'; readonly action: RunAction }
  /** Something was noticed; the trainer itself has recorded it. */
  | { readonly kind: 'alert'; readonly action: RunAction }
  | {
      readonly kind: 'ended';
      readonly status: 'completed' | 'stopped' | 'diverged' | 'failed';
      readonly step: number;
      readonly reason: string | null;
    };
