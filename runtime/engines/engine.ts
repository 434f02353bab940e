import type { Observation, Program, SlotValues, StepContext } from '../../language';
import type { Batch, Graph, Mode } from '../graph/graph';

/** Euclidean lengths, one for each of the graph's parameters. */
export interface StepNorms {
  readonly gradient: readonly number[];
  /** Of what was taken from the weights. */
  readonly update: readonly number[];
  /** Of the weights at which loss and gradient were computed. */
  readonly weight: readonly number[];
}

/** The values of all parameters, one list for each; whoever gets them may keep or change them. */
export interface StepTensors {
  /** Those at which loss and gradient were computed. */
  readonly weights: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
  /** What was taken from the weights. */
  readonly updates: readonly Float32Array[];
}

/** What one training step tells. */
export interface StepResult {
  readonly loss: number;
  /** Computed only when asked for. */
  readonly norms: StepNorms | null;
  /** Read back only when asked for. */
  readonly tensors: StepTensors | null;
  /** Passes through the model besides the usual one: what `gradient_at` and `loss_at` cost. */
  readonly extraPasses: number;
  /** What the values of the program that can be watched (`findWatched`) have been, where that was asked for. */
  readonly statements?: Observation | null;
}

/** The Euclidean length of a list; of all parameters' lengths that of all together. */
export function lengthOf(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! ** 2;
  return Math.sqrt(squares);
}

/** What one batch of validation tells. */
export interface Evaluation {
  /** The scalar outputs of the evaluate graph, by name. */
  readonly scalars: Readonly<Record<string, number>>;
  /** By layer with rectifiers: what each unit gave in sum, 0 for one that no example woke. */
  readonly activity: Readonly<Record<string, Float32Array>>;
}

/** What one training step is told. */
export interface StepRequest {
  readonly batch: Batch;
  readonly batchSize: number;
  readonly step: number;
  readonly totalSteps: number;
  readonly lr: number;
  readonly lrPeak: number;
  readonly epochEnd: boolean;
  readonly hyper: Readonly<Record<string, number>>;
  /** Whether this step is logged, and so needs the norms. */
  readonly measured: boolean;
  /** Whether the values themselves are wanted. */
  readonly tensors: boolean;
  /** Whether the program's values are to be watched; left out: no. All else is the same to the bit. */
  readonly observed?: boolean;
}

/**
 * One model with one optimizer program on one backend: weights, slots and the step that changes them.
 * Training loops know engines only by this.
 */
export interface Engine {
  readonly parameterCount: number;
  /** Whether steps can be observed. */
  readonly isObservable?: boolean;
  /** Whether an engine of the same kind makes the same steps: then it can be found where a number that is not finite arose. */
  readonly isRepeatable?: boolean;
  /** Why it is slower than its backend can be, in a sentence. */
  readonly remark?: string | null;
  trainStep(request: StepRequest): Promise<StepResult>;
  /** Runs the evaluate graph, at the program's evaluation point. */
  evaluate(batch: Batch, batchSize: number): Promise<Evaluation>;
  /** Everything that the next step builds on: copies, in the precision in which they are kept. */
  readState(): Promise<EngineState>;
  /** Goes on from a state that an engine with the same model had; its slots are those of the same program, or null. */
  writeState(state: EngineState): void;
  /** All weights, flat, in the order of the graph's parameters. */
  readWeights(): Promise<Float32Array>;
  dispose(): void;
}

/** What a model and its optimizer have come to. */
export interface EngineState {
  /** One list for each of the graph's parameters. */
  readonly weights: readonly (Float32Array | Float64Array)[];
  /** Null before the first step. */
  readonly slots: SlotValues | null;
  /** Where the program's `eval_point` would evaluate, one list for each parameter; left out where it has none. */
  readonly evaluation?: readonly (Float32Array | Float64Array)[];
  /** Of the last step; null before the first. */
  readonly context: StepContext | null;
}

export interface EngineOptions {
  readonly graph: (batchSize: number, mode: Mode) => Graph;
  readonly program: Program;
  /** Decides the initial weights and the randomness inside the graph. */
  readonly seed: number;
  /**
   * Whether the machine may decide how often sums of products are rounded, where the backend has such instructions:
   * faster, and not the same on every machine.
   */
  readonly relaxed?: boolean;
  /** How many threads may work together; left out: one. Their number changes no bit of any result. */
  readonly threads?: number;
}
