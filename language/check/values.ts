import type { Span } from '../diagnostics';
import type { FunctionEntry } from '../functions/entry';
import { sizesOf } from '../ir/extent';
import { UNREAD, type Extent, type NamedExtent, type Operand, type ValueType } from '../ir/program';

/** `unknown` stands for what an error has left without a type; it fits everywhere, so that errors do not cascade. */
export type Kind = 'num' | 'bool' | 'string' | 'unknown';

/** What an expression stands for while a program is being checked. */
export interface Value {
  readonly operand: Operand;
  readonly kind: Kind;
  /** Known for each tensor before the first step. */
  readonly fixed: boolean;
  /** A lower bound until the extents are inferred. */
  extent: Extent;
  /** False where an error upstream may hide a finer extent; settled with the extents. */
  certain: boolean;
  /** The operation that gives it; null for inputs, slots and literals. */
  readonly draft: Draft | null;
}

/** An operation on its way into the IR. */
export interface Draft {
  readonly id: number;
  readonly entry: FunctionEntry;
  readonly args: readonly Value[];
  readonly value: Value;
  readonly guard: Value | null;
  name: string | null;
  readonly span: Span;
  /** In a branch that is never taken: typed like any other, but not part of the program. */
  readonly discarded: boolean;
}

const SIZE: Readonly<Record<NamedExtent, string>> = {
  model: 'for the whole model',
  tensor: 'per tensor',
  row: 'per row',
  col: 'per column',
  elem: 'per element',
};

/** `one number per row`, `a matrix of rows × rows`, for messages. */
export function describeType({ kind, extent }: ValueType): string {
  const what = kind === 'num' ? 'number' : 'truth value';
  const size = (SIZE as Readonly<Record<string, string | undefined>>)[extent];
  if (size !== undefined) return `one ${what} ${size}`;
  return `a matrix of ${describeSizes({ kind, extent })}${kind === 'num' ? '' : ' truth values'}`;
}

/** `rows × 1`, for messages about sizes. */
export const describeSizes = ({ extent }: ValueType): string => sizesOf(extent).join(' × ');

/** The type of a value; null while an error hides it. */
export function typeOf(value: Value): ValueType | null {
  const { kind, extent } = value;
  return kind === 'num' || kind === 'bool' ? { kind, extent } : null;
}

/** A value that is there without being worked out. */
export function given(operand: Operand, kind: Kind, extent: Extent, fixed = false): Value {
  return { operand, kind, fixed, extent, certain: kind !== 'unknown', draft: null };
}

export function literal(value: number | boolean): Value {
  const kind = typeof value === 'number' ? 'num' : 'bool';
  return given({ from: 'literal', value }, kind, 'model', true);
}

export function text(value: string): Value {
  return given({ from: 'string', value }, 'string', 'model', true);
}

export function unknown(): Value {
  return given(UNREAD, 'unknown', 'model');
}

/** The number, truth value or string that a value is known to be; undefined where it is worked out later. */
export function constantOf(value: Value): number | boolean | string | undefined {
  const { operand, kind } = value;
  const known = kind !== 'unknown' && (operand.from === 'literal' || operand.from === 'string');
  return known ? operand.value : undefined;
}

export function sameOperand(a: Operand, b: Operand): boolean {
  switch (a.from) {
    case 'statement':
      return b.from === 'statement' && a.id === b.id;
    case 'literal':
    case 'string':
      return b.from === a.from && Object.is(a.value, b.value);
    default:
      return b.from === a.from && a.name === b.name;
  }
}
