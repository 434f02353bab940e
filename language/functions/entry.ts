import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { KernelDraw, KernelFold, KernelWriter } from './lanes';
import type { Rules } from './rules';

/** One parameter of a function of the language. */
export interface Argument {
  readonly name: string;
  readonly kind: 'num' | 'bool' | 'string' | 'num or bool';
  /** The finest extent allowed; left out: any. */
  readonly finest?: 'model' | 'tensor' | 'elem';
  /**
   * What it takes at least: a matrix that goes with each tensor rather than one number for the whole model; one with
   * rows and columns, as statistics of lines do; or one with as many rows as columns.
   */
  readonly needs?: 'matrix' | 'lines' | 'square';
  /** Says how large the result is, so it is a whole number, a constant or an `int` hyperparameter. */
  readonly saysSize?: true;
  /**
   * Of model extent, it comes in float64 even where the result is float32, and the meaning rounds it itself:
   * the complement of a decay such as 0.999 would lose four digits if the decay were rounded first.
   */
  readonly exact?: true;
  /**
   * Not written in a call: the checker numbers the places that draw random numbers, so that two of them
   * differ. In the IR it is an ordinary argument, a literal.
   */
  readonly hidden?: 'call site';
}

/**
 * The extent of a function's result:
 *
 * - `broadcast`: the join of its arguments' extents (`model` where there are none)
 * - `alike`: that of its first argument; `transposed`: that of its first argument turned around
 * - `row`, `col`: one number for each row, or column, of its first argument
 * - `product`: the rows of the first argument, the columns of the second
 * - `columns`: the rows of the first argument, as many columns as the second says
 * - otherwise what a reduction, a query or a pass through the model comes down to
 */
export type ResultExtent =
  | 'broadcast'
  | 'alike'
  | 'transposed'
  | 'row'
  | 'col'
  | 'product'
  | 'columns'
  | 'model'
  | 'tensor'
  | 'elem';

export interface Signature {
  readonly arguments: readonly Argument[];
  readonly result: { readonly kind: 'num' | 'bool' | 'string'; readonly extent: ResultExtent };
}

/** Rounds to the executor's precision: the identity in float64, `Math.fround` in float32. */
export type Round = (x: number) => number;

/** What is known of a tensor beforehand. */
export interface TensorFacts {
  readonly ndim: number;
  readonly rows: number;
  readonly cols: number;
  readonly numel: number;
  readonly role: string;
  /** What hyperparameters say of the sizes of matrices, by name; left out where none does. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** One tensor's part of a value, row-major: `rows` × `cols`, where an extent that has none counts 1. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** Numbers uniform in (0, 1), which depend only on where and when they are drawn. */
export type Draw = (count: number) => Float64Array;

/**
 * What a function means, written plainly; the reference interpreter is nothing but these.
 * Truth values are 1 and 0. Arguments come rounded to the executor's precision (but see `Argument.exact`);
 * a result of model extent is never rounded.
 */
export type Meaning =
  /** Applied to each element after broadcasting. Inner operations round as well. */
  | { readonly per: 'element'; readonly of: (round: Round, ...args: number[]) => number }
  /** From each row, or each column, of one matrix to one number, accumulated in float64. */
  | { readonly per: 'row' | 'col'; readonly of: (line: ArrayLike<number>) => number }
  /**
   * From all elements of one tensor to one number, accumulated in float64. A value of smaller extent has
   * just the elements that it has: the mean of row means is over the rows. Two arguments are broadcast first.
   */
  | { readonly per: 'tensor'; readonly of: (...args: ArrayLike<number>[]) => number }
  /** From all elements of all tensors, one list of tensors per argument, to one number in float64. */
  | { readonly per: 'model'; readonly of: (...args: (readonly ArrayLike<number>[])[]) => number }
  /** From what is known of the tensor; the arguments' values do not matter. */
  | { readonly per: 'facts'; readonly of: (facts: TensorFacts) => number | string }
  /**
   * From whole matrices of one tensor to one matrix; every product is rounded, accumulated in float64. Where there is
   * no writer for TensorFlow.js this is it there too, on the host.
   */
  | { readonly per: 'matrix'; readonly of: (round: Round, ...args: Matrix[]) => Matrix }
  /** Random numbers in the shape of the first argument, drawn from a counter: never the same twice, and repeatable. */
  | { readonly per: 'random'; readonly of: (draw: Draw, count: number) => Float64Array }
  /** The loss, or its gradient, of the same batch at other weights: a pass through the model. */
  | { readonly per: 'pass'; readonly gives: 'gradient' | 'loss' }
  /**
   * An expression of the language over the argument names and `step`, which the checker puts in the place
   * of the call, as with a helper of the program; it may name `step` and `w`. No such function reaches the IR.
   */
  | {
      readonly per: 'definition';
      readonly expression: string;
      /** It asks the model at other weights, so it has a meaning during a step only. */
      readonly asksModel?: true;
    };

/**
 * How the TensorFlow.js lowering writes a function whose result lives on the device. Tensors are
 * [rows, cols], with 1 where the extent has none; truth values are `bool` tensors. A number stands for a
 * value known on the host: of model extent, or fixed for the tensor. At least one argument is a tensor.
 */
export type TfjsWriter = (tf: typeof tfjs, args: readonly (Tensor | number)[]) => Tensor;

/**
 * How the TensorFlow.js lowering writes a reduction over all parameters: some numbers per tensor, worked
 * out on the device, read back together, then combined in float64 (one list per number, over the tensors).
 * A tensor that a branch leaves out counts with zeros.
 */
export interface TfjsReduction {
  readonly partials: (tf: typeof tfjs, args: readonly (Tensor | number)[]) => Tensor[];
  readonly combine: (...partials: number[][]) => number;
}

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
 * One without arguments is a constant: `pi` and `pi()` are the same.
 */
export interface FunctionEntry {
  readonly name: string;
  /** Other names under which a program may call it: `interpolate` for `interp`. */
  readonly aliases: readonly string[];
  readonly operator: OperatorForm | null;
  /** False where a program cannot call it by name: bare operators, and `choose`, the join after an `if`. */
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
  /**
   * Null for what is worked out without one: facts, definitions, values of model extent only, random numbers
   * (drawn on the host), decompositions of matrices (worked out there), passes through the model.
   */
  readonly tfjs: TfjsWriter | TfjsReduction | null;
  /** How WebAssembly kernels write it; null where it has no kernel, and the interpreter's meaning serves. */
  readonly kernel: KernelWriter | KernelFold | KernelDraw | null;
  /**
   * How WGSL, which has no float64, writes what `kernel` works out in it: an expression of the arguments `x` and `y`,
   * which may call what `codegen/wgsl/prelude.ts` has. Null where the kernel's own writer serves.
   */
  readonly wgsl: string | null;
  /** Its interval, how it scales, its laws: what analyses and the simplifier go by. */
  readonly rules: Rules;
  /** Completion groups: "arithmetic", "powers and roots", "reductions", … */
  readonly group: string;
}
