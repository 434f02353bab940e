import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type {
  Argument,
  FunctionEntry,
  Meaning,
  OperatorForm,
  Signature,
  TfjsReduction,
  TfjsWriter,
} from './entry';
import type { KernelDraw, KernelFold, KernelWriter } from './lanes';
import type { Rules } from './rules';

/** What a line of the table says of a function; the rest follows from its kind. */
interface Description extends Rules {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly formula: string;
  readonly edge?: string;
  readonly hero?: boolean;
  readonly kernel?: KernelWriter | KernelFold | KernelDraw;
  readonly wgsl?: string;
}

interface OperatorDescription extends Description {
  readonly symbol: string;
  readonly precedence: number;
  readonly rightAssociative?: boolean;
  /** True where the operator may also be called by its name. */
  readonly callable?: boolean;
}

type Tf = typeof tfjs;
export type TfValue = Tensor | number;

/** Looser operators first; `or and not` and the comparisons bind as in Python. */
export const PRECEDENCE = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  negation: 7,
  power: 8,
} as const;

const num = (name: string): Argument => ({ name, kind: 'num' });

const broadcast = (args: readonly Argument[], kind: 'num' | 'bool' = 'num'): Signature => ({
  arguments: args,
  result: { kind, extent: 'broadcast' },
});

function rulesOf({ interval, scaling, laws, awayFromZero, work }: Rules): Rules {
  return {
    ...(interval ? { interval } : {}),
    ...(scaling ? { scaling } : {}),
    ...(laws ? { laws } : {}),
    ...(awayFromZero ? { awayFromZero } : {}),
    ...(work ? { work } : {}),
  };
}

/** Completes a description to an entry. */
export function entry(
  group: string,
  description: Description & { readonly operator?: OperatorForm; readonly callable?: boolean },
  signature: Signature,
  meaning: Meaning,
  tfjs: TfjsWriter | TfjsReduction | null,
): FunctionEntry {
  return {
    name: description.name,
    aliases: description.aliases ?? [],
    operator: description.operator ?? null,
    callable: description.callable ?? true,
    signature,
    summary: description.summary,
    formula: description.formula,
    edge: description.edge ?? '',
    hero: description.hero ?? false,
    meaning,
    tfjs,
    kernel: description.kernel ?? null,
    wgsl: description.wgsl ?? null,
    rules: rulesOf(description),
    group,
  };
}

/** A function of one number, element by element, whose result is rounded once. */
export function unary(
  group: string,
  description: Description,
  of: (x: number) => number,
  write: (tf: Tf, x: Tensor) => Tensor,
): FunctionEntry {
  return entry(
    group,
    description,
    broadcast([num('x')]),
    { per: 'element', of: (round, x) => round(of(x)) },
    (tf, [x]) => write(tf, x as Tensor),
  );
}

/** A function of two numbers, element by element, whose result is rounded once. */
export function binary(
  group: string,
  description: Description & { readonly arguments?: readonly [string, string] },
  of: (x: number, y: number) => number,
  write: (tf: Tf, x: TfValue, y: TfValue) => Tensor,
): FunctionEntry {
  const [x, y] = description.arguments ?? ['x', 'y'];
  return entry(
    group,
    description,
    broadcast([num(x), num(y)]),
    { per: 'element', of: (round, x, y) => round(of(x, y)) },
    (tf, [x, y]) => write(tf, x, y),
  );
}

function operatorForm(description: OperatorDescription, arity: 1 | 2): OperatorForm {
  const { symbol, precedence, rightAssociative } = description;
  return { symbol, arity, precedence, ...(rightAssociative ? { rightAssociative } : {}) };
}

/** An operator on one number. */
export function unaryOperator(
  group: string,
  description: OperatorDescription,
  of: (x: number) => number,
  write: (tf: Tf, x: Tensor) => Tensor,
): FunctionEntry {
  const operator = operatorForm(description, 1);
  const callable = description.callable ?? false;
  return { ...unary(group, description, of, write), operator, callable };
}

/** An operator between two numbers. */
export function binaryOperator(
  group: string,
  description: OperatorDescription,
  of: (x: number, y: number) => number,
  write: (tf: Tf, x: TfValue, y: TfValue) => Tensor,
): FunctionEntry {
  const operator = operatorForm(description, 2);
  const callable = description.callable ?? false;
  return { ...binary(group, description, of, write), operator, callable };
}

/** An operator that gives a truth value. */
export function predicate(
  group: string,
  description: OperatorDescription,
  args: readonly Argument[],
  of: (...args: number[]) => boolean,
  write: TfjsWriter,
): FunctionEntry {
  const operator = operatorForm(description, args.length === 1 ? 1 : 2);
  return entry(
    group,
    { ...description, operator, callable: false },
    broadcast(args, 'bool'),
    { per: 'element', of: (_round, ...values) => (of(...values) ? 1 : 0) },
    write,
  );
}

/** A function that stands for an expression of the language. */
export function definition(
  group: string,
  description: Description,
  signature: Signature,
  expression: string,
  asks: { readonly asksModel?: true } = {},
): FunctionEntry {
  return entry(group, description, signature, { per: 'definition', expression, ...asks }, null);
}
