import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Value } from './builder';
import type { Attributes, TensorType } from './graph';

/** A tensor of the float64 reference executor, row-major; int32 tensors are held as whole numbers. */
export interface ReferenceTensor extends TensorType {
  readonly data: Float64Array;
}

/** What stays the same during one step, for operations with randomness: (seed, step, node) is the counter. */
export interface StepRandomness {
  readonly seed: number;
  readonly step: number;
  readonly node: number;
}

/** One operation of the graph: its shape rule, gradient, float64 meaning, and lowering to each executor. */
export interface Operation<A extends Attributes = Attributes> {
  readonly name: string;
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
  readonly tfjs: (
    tf: typeof tfjs,
    inputs: readonly Tensor[],
    attributes: A,
    result: TensorType,
    randomness: StepRandomness,
  ) => Tensor;
}

/** Shapes that an operation cannot take; the message names the operation and the shapes. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}
