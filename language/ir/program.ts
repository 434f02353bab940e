import type { Span } from '../diagnostics';

/**
 * How much of a model one value covers, from coarse to fine. A parameter tensor is seen as a matrix of
 * `rows` = its first dimension and `cols` = the product of the others.
 *
 *     model ─ one number for the whole model (float64, on the host)
 *       └ tensor ─ one number per parameter tensor
 *           ├ row ─ rows × 1
 *           └ col ─ 1 × cols
 *               └ elem ─ rows × cols   (joins row and col)
 */
export type NamedExtent = 'model' | 'tensor' | 'row' | 'col' | 'elem';

/**
 * Besides those with a name, any matrix that goes with a tensor: its two sizes, each of them `1`, `rows`, `cols`, a
 * whole number or the name of an `int` hyperparameter. `(rows, cols)` and its like have names, and are never written
 * so; whatever makes an extent of sizes sees to that (`matrixOf`).
 */
export type Extent = NamedExtent | `(${string}, ${string})`;

export interface ValueType {
  readonly kind: 'num' | 'bool';
  readonly extent: Extent;
}

/** What the runtime hands to a program at each step, besides its slots and hyperparameters. */
export type InputName =
  'w' | 'g' | 'update' | 'lr' | 'step' | 'total_steps' | 'lr_peak' | 'loss' | 'epoch_end';

/** What a program is: an optimizer, or something chained in front of one or behind it. */
export type EntryName = 'train' | 'grad_transform' | 'update_transform';

/** Where a statement takes an argument from. */
export type Operand =
  | { readonly from: 'statement'; readonly id: number }
  | { readonly from: 'input'; readonly name: InputName }
  | { readonly from: 'hyper'; readonly name: string }
  /** The slot's value at the start of the step. */
  | { readonly from: 'slot'; readonly name: string }
  | { readonly from: 'literal'; readonly value: number | boolean }
  /** Only as the operand of a comparison with `role(w)`. */
  | { readonly from: 'string'; readonly value: string };

/** Stands for what errors have left without a meaning, in the sketch of a program that has some; never in a program. */
export const UNREAD: Operand = { from: 'literal', value: NaN };

export const isUnread = (operand: Operand): boolean =>
  operand.from === 'literal' && Number.isNaN(operand.value);

/**
 * One application of a function of the function table. Statements form a flat list in evaluation order;
 * an operand refers only to earlier statements.
 *
 * `guard`, where there is one, is a truth value of model or tensor extent: where it is false the statement
 * need not be evaluated, and only `choose` (the join after an `if`) may look past it.
 */
export interface Statement {
  /** Stable through edits of the list; unique in its body. */
  readonly id: number;
  /** The function's name in the function table; operators have names there too (`add`, `multiply`, …). */
  readonly fn: string;
  readonly args: readonly Operand[];
  readonly type: ValueType;
  /** Depends on nothing but `ndim rows cols numel role`, flags and literals: known per tensor beforehand. */
  readonly fixed: boolean;
  readonly guard: Operand | null;
  /** The name that the source gives to the result; null for an inner part of a larger expression. */
  readonly name: string | null;
  readonly span: Span;
}

/** A list of statements and what it yields. */
export interface Body {
  readonly statements: readonly Statement[];
  readonly results: readonly Operand[];
}

export type HyperScale = 'linear' | 'log' | 'log1m' | 'int';

/** A tunable number of a program. `lr` is among them: its default and range are those of the peak. */
export interface Hyper {
  readonly name: string;
  readonly default: number;
  readonly low: number;
  readonly high: number;
  readonly scale: HyperScale;
  readonly doc: string | null;
  /** False for an `lr` that the program does not declare. */
  readonly declared: boolean;
  readonly span: Span | null;
}

/** A value that lives from step to step. */
export interface Slot {
  readonly name: string;
  readonly extent: Extent;
  /** Evaluated once, before the first step, with the first gradient as `g`; null: zeros. */
  readonly initial: Body | null;
  readonly span: Span;
}

/** A checked program. One that was chained of several has `entry` "train", and names with a dot: `adamw.beta1`. */
export interface Program {
  /** The file's name without its ending; of a chain, its parts' with + between. */
  readonly name: string;
  readonly doc: string | null;
  readonly entry: EntryName;
  readonly hypers: readonly Hyper[];
  readonly slots: readonly Slot[];
  /**
   * The body of the entry function. It yields the update (of a `grad_transform`: the gradient to go on with),
   * then the new value of each slot in `slots`' order.
   */
  readonly train: Body;
  /** Weights for evaluation, from `w` and the slots; null: `w` itself. */
  readonly evalPoint: Body | null;
}
