import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';

/** One parameter of a function of the language. */
export interface Argument {
  readonly name: string;
  readonly kind: 'num' | 'bool' | 'string' | 'num or bool';
  /** The finest extent allowed; left out: any. */
  readonly finest?: 'model' | 'tensor';
}

/**
 * The extent of a function's result:
 * `broadcast`: the join of its arguments' extents; otherwise what a reduction or query comes down to.
 */
export type ResultExtent = 'broadcast' | 'model' | 'tensor' | 'row' | 'col';

export interface Signature {
  readonly arguments: readonly Argument[];
  readonly result: { readonly kind: 'num' | 'bool' | 'string'; readonly extent: ResultExtent };
}

/** Rounds a result to the executor's precision: the identity in float64, `Math.fround` in float32. */
export type Round = (x: number) => number;

/** What is known of a tensor beforehand. */
export interface TensorFacts {
  readonly ndim: number;
  readonly rows: number;
  readonly cols: number;
  readonly numel: number;
  readonly role: string;
}

/**
 * What a function means, written plainly; the reference interpreter is nothing but these.
 * Truth values are 1 and 0.
 */
export type Meaning =
  /** Applied to each element after broadcasting. Inner operations round as well. */
  | { readonly per: 'element'; readonly of: (round: Round, ...args: number[]) => number }
  /** From all elements of one tensor to one number, accumulated in float64. */
  | { readonly per: 'tensor'; readonly of: (...args: readonly ArrayLike<number>[]) => number }
  /** From all elements of all tensors, one list of tensors per argument, to one number. */
  | {
      readonly per: 'model';
      readonly of: (...args: readonly (readonly ArrayLike<number>[])[]) => number;
    }
  /** From what is known of the tensor. */
  | { readonly per: 'facts'; readonly of: (facts: TensorFacts) => number | string };

/** How the TensorFlow.js lowering writes a function; arguments of model extent come as numbers. */
export type TfjsWriter = (tf: typeof tfjs, args: readonly (Tensor | number)[]) => Tensor;

/** How an operator is written: `a + b`, `-a`. */
export interface OperatorForm {
  readonly symbol: string;
  readonly arity: 1 | 2;
  /** Higher binds tighter. */
  readonly precedence: number;
  readonly rightAssociative?: boolean;
}

/**
 * Everything the language knows about one function or operator. Adding a function is adding one of these.
 */
export interface FunctionEntry {
  readonly name: string;
  /** Other names under which a program may call it: `interpolate` for `interp`. */
  readonly aliases: readonly string[];
  readonly operator: OperatorForm | null;
  /** False for the checker's own (`choose`, the join after an `if`): a program cannot call it. */
  readonly callable: boolean;
  readonly signature: Signature;
  /** One sentence. */
  readonly summary: string;
  /** As on paper: `(1 − a)·x + a·y`. */
  readonly formula: string;
  /** What happens at the edges of the domain; empty where nothing needs saying. */
  readonly edge: string;
  /** Part of the search space of "Symbolic Discovery of Optimization Algorithms". */
  readonly hero: boolean;
  readonly meaning: Meaning;
  /** Null for what is worked out before a lowering is asked (facts, model-extent values). */
  readonly tfjs: TfjsWriter | null;
  /** Completion groups: "arithmetic", "powers and roots", "reductions", … */
  readonly group: string;
}
