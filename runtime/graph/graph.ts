import type { ParameterInfo } from '../../language';

/**
 * A model as data: a static list of operations on tensors of fixed shapes, in evaluation order. It is built
 * once per batch size and mode, differentiated by a transformation (`gradients`), and run by an executor.
 */

export type DataType = 'float32' | 'int32';

export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** Settings of one operation: plain data, so that a graph can be printed, compared and sent. */
export type Attributes = Readonly<
  Record<string, number | boolean | string | readonly number[] | null>
>;

/** One operation applied to earlier nodes. A node's id is its index in the graph's list. */
export interface GraphNode extends TensorType {
  readonly id: number;
  /** The operation's name in the registry, or `input` or `parameter`. */
  readonly op: string;
  readonly inputs: readonly number[];
  readonly attributes: Attributes;
}

/** How a parameter starts: drawn from a distribution, or filled. */
export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'normal'; readonly std: number }
  | { readonly kind: 'uniform'; readonly limit: number };

/** A trained tensor. `offset` is its place in the flat parameter buffer, in numbers. */
export interface Parameter extends ParameterInfo {
  readonly node: number;
  readonly offset: number;
  readonly initializer: Initializer;
}

/** What each batch brings: named, typed like its node. */
export interface GraphInput extends TensorType {
  readonly name: string;
  readonly node: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly GraphInput[];
  /** Named results: `loss` (a scalar, the mean over the batch) and what a task measures. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** Train mode turns dropout and the like on; evaluation turns it off. */
export type Mode = 'train' | 'evaluate';

/** Data for a graph's inputs, by name, row-major. */
export type Batch = Readonly<Record<string, Float32Array | Int32Array>>;
