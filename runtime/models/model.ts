import type { Value } from '../graph/builder';
import type { Mode } from '../graph/graph';

/** What a task feeds to a model: the model's input node has shape [batch, …these]. */
export type InputSpec =
  /** float32 [batch, size] */
  | { readonly kind: 'features'; readonly size: number }
  /** float32 [batch, height, width, channels] */
  | {
      readonly kind: 'image';
      readonly height: number;
      readonly width: number;
      readonly channels: number;
    }
  /** int32 [batch, length], each in [0, vocabulary) */
  | { readonly kind: 'tokens'; readonly length: number; readonly vocabulary: number }
  /** Nothing: the objective is a function of the parameters alone, which start at `start`. */
  | { readonly kind: 'point'; readonly start: readonly number[] };

/** What a task expects back. */
export type OutputSpec =
  /** float32 [batch, size]: logits or predicted values. */
  | { readonly kind: 'vector'; readonly size: number }
  /** float32 [batch, length, size]: logits at each position. */
  | { readonly kind: 'sequence'; readonly size: number }
  /** float32 [n]: the parameters themselves. */
  | { readonly kind: 'point' };

export interface ModelRequest {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  readonly mode: Mode;
}

/** A built-in model: one file, one registration in `models/registry.ts`. */
export interface Model {
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  readonly accepts: (input: InputSpec, output: OutputSpec) => boolean;
  /** Adds the model's parameters and operations to `input`'s graph and returns its output. */
  readonly build: (input: Value, request: ModelRequest) => Value;
}

/** A model was asked for what its `accepts` denies: the caller's mistake. */
export const refuse = (model: string): never => {
  throw new Error(`The model ${model} does not fit this input and output.`);
};
