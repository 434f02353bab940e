import type { Batch, Graph, Mode } from '../graph/graph';
import type { TfjsSource } from './module/tfjs-model';

/** Settings of a task that a person may give. */
export interface TaskOptions {
  readonly data: string | null;
  readonly target: string | null;
  /** Cells that mean "no value" in a table, besides the empty one. */
  readonly missing: string | null;
  readonly model: string | null;
  readonly batch: number;
  /** Decides split, order, generated data and, with the parameter's name, every initial weight. */
  readonly seed: number;
}

/** Reading files is the caller's to give, so that tasks are tested without a disk. */
export interface DataFiles {
  /**
   * Names of the plain files in a folder, recursively, relative with `/`, sorted; hidden ones and `node_modules`
   * are left out. Throws a DataError if there is none.
   */
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<Uint8Array>;
  isFolder(path: string): Promise<boolean>;
}

/** What is wrong with a person's data, where (file:line) and what to do: one sentence. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** A summed measurement over some validation examples: batches add up, then `TaskInstance.metrics` divides. */
export type Sums = Readonly<Record<string, number>>;

/** A task's data, read and split, and what is measured on it: all that a training loop knows. */
export interface TaskData {
  /** One sentence: how many examples, of what, split how. */
  readonly description: string;
  /** SHA-256 of the data as read (of the generator's name and settings for generated data), hex. */
  readonly dataHash: string;
  readonly model: string;
  readonly trainExamples: number;
  readonly validationExamples: number;
  readonly batchesPerEpoch: number;
  /** The batch of a step (1, 2, …): a pure function of seed and step. The last of an epoch may be smaller. */
  trainBatch(step: number): {
    readonly batch: Batch;
    readonly size: number;
    readonly epochEnd: boolean;
  };
  /** The validation examples, in order, in batches; empty for tasks that have none. */
  validationBatches(): Iterable<{ readonly batch: Batch; readonly size: number }>;
  /** From the outputs of evaluate graphs summed over all validation batches: `val/loss`, `val/accuracy`, … */
  measure(sums: Sums): Record<string, number>;
}

/** A task with its data read and split, ready to train. */
export interface TaskInstance extends TaskData {
  /**
   * The graph for batches of this size. Outputs: `loss`, the mean over the batch; in evaluate mode also those
   * scalars, each a sum over the batch, whose names `measure` reads.
   */
  readonly graph: (batchSize: number, mode: Mode) => Graph;
}

export type DataNeed = 'none' | 'folder' | 'file' | 'file or folder';

/** A built-in task: one file, one registration in `tasks/registry.ts`. */
export interface Task {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly data: DataNeed;
  readonly needsTarget: boolean;
  /** Names of models that fit, the default first. */
  readonly models: readonly string[];
  /** One sentence: what is trained on, what is held out. */
  readonly split: string;
  /** The tag that says how well a run did, and which way is better. */
  readonly metric: { readonly tag: string; readonly better: 'higher' | 'lower' };
  readonly defaults: { readonly steps: number; readonly batch: number };
  load(options: TaskOptions, files: DataFiles): Promise<TaskInstance>;
}

/** A task whose model is a person's own, in TensorFlow.js. */
export interface TfjsTask extends TaskData {
  readonly tfjs: TfjsSource;
}
