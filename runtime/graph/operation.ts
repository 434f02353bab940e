import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Value } from './builder';
import type { Attributes, TensorType } from './graph';
import type { Lowering } from './lowering';

/** A tensor of the float64 reference executor, row-major; int32 tensors are held as whole numbers. */
export interface ReferenceTensor extends TensorType {
  readonly data: Float64Array;
}

/**
 * What stays the same during one step. An operation with randomness draws from the counter (seed, step, stream),
 * where its attribute `stream` was given to it when its graph was built.
 */
export interface StepRandomness {
  readonly seed: number;
  readonly step: number;
}

/** The attributes of an operation that needs none. */
export type NoAttributes = Readonly<Record<string, never>>;

/** One operation of the graph: its shape rule, gradient, float64 meaning, and lowering to each executor. */
export interface Operation<A extends Attributes = Attributes> {
  readonly name: string;
  /** True where equal inputs give another result at each step: an executor must not keep it. */
  readonly random?: true;
  /** The result's type. Throws a ShapeError that names the shapes when the inputs do not fit. */
  readonly type: (inputs: readonly TensorType[], attributes: A) => TensorType;
  /**
   * Adds operations that compute the loss's gradient by each input from `upstream`, its gradient by the result;
   * null where there is none to compute. `gradient: null`: nothing flows through this operation.
   */
  readonly gradient:
    | ((
        upstream: Value,
        result: Value,
        inputs: readonly Value[],
        attributes: A,
      ) => readonly (Value | null)[])
    | null;
  readonly reference: (
    inputs: readonly ReferenceTensor[],
    attributes: A,
    result: TensorType,
    randomness: StepRandomness,
  ) => Float64Array;
  /**
   * The number that the result holds everywhere where each input holds one; left out where the reference says so of
   * single numbers, as of operations that go element by element, or where it is not known.
   */
  readonly same?: (numbers: readonly number[], attributes: A) => number;
  /**
   * Writes the operation with TensorFlow.js; runs inside a `tidy`. The result is a tensor of its own, never an
   * input itself, and no tensor is written to in place.
   */
  readonly tfjs: (
    tf: typeof tfjs,
    inputs: readonly Tensor[],
    attributes: A,
    result: TensorType,
    randomness: StepRandomness,
  ) => Tensor;
  /** How it becomes WebAssembly. */
  readonly compiled: Lowering<A>;
}

/** Shapes that an operation cannot take; the message names the operation and the shapes. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}
