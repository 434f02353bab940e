import type { Span } from '../diagnostics';
import type { Operand, Program } from './program';

/** A value that can be watched while a program trains. */
export interface WatchedValue {
  /** The name that the source gives to it; null for what `return` works out. */
  readonly name: string | null;
  readonly operand: Operand;
  /** Where it is worked out; null for what is only stored, and for what branches come to. */
  readonly span: Span | null;
}

/** What can be watched of a program, in its order. */
export interface Watched {
  readonly values: readonly WatchedValue[];
  /** By the program's slots: which value is stored; null where that is nothing worked out. */
  readonly slots: readonly (number | null)[];
  /** Which value is taken from the weights; null where that is nothing worked out. */
  readonly update: number | null;
}

/** The joins that follow an `if` stand on no line of their own. */
const JOIN = 'choose';

/**
 * Finds what the entry's statements give: every value with a name, what is returned, and what is stored. Parts of larger
 * expressions belong to the value that they are part of.
 */
export function findWatched({ train }: Program): Watched {
  const byId = new Map(train.statements.map((statement) => [statement.id, statement]));
  const stored = new Set(
    train.results.flatMap((operand) => (operand.from === 'statement' ? [operand.id] : [])),
  );
  const values: WatchedValue[] = [];
  const places = new Map<number, number>();
  for (const [id, { name, fn, span }] of byId) {
    const isJoin = fn === JOIN;
    if (!stored.has(id) && (name === null || isJoin)) continue;
    places.set(id, values.length);
    values.push({ name, operand: { from: 'statement', id }, span: isJoin ? null : span });
  }
  const placeOf = (operand: Operand): number | null =>
    operand.from === 'statement' ? places.get(operand.id)! : null;
  const [update, ...slots] = train.results.map(placeOf);
  return { values, slots, update };
}
