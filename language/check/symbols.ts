import type { Span } from '../diagnostics';
import type { Operand, ValueType } from '../ir/program';
import { typeOf, type Draft, type Value } from './values';

export type SymbolKind =
  | 'input'
  | 'hyper'
  | 'constant'
  | 'flag'
  | 'choice'
  | 'slot'
  | 'local'
  | 'parameter'
  | 'function'
  | 'helper'
  | 'entry';

/** One place where a name stands. */
export interface Occurrence {
  readonly span: Span;
  readonly role: 'definition' | 'write' | 'read';
  /** The type that the name has just there; null for functions and where an error hides it. */
  readonly type: ValueType | null;
  /** False where an error may hide that the type is a finer one. */
  readonly certain: boolean;
  /** What it is in the body of the program's entry; null for functions, and where only another body knows it. */
  readonly operand: Operand | null;
}

/** A name of a program and all its places, as an editor asks for them. */
export interface ProgramSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  /** The type at its last place. */
  readonly type: ValueType | null;
  /** False where an error may hide that the type is a finer one. */
  readonly certain: boolean;
  readonly doc: string | null;
  /** Null for what the language itself provides. */
  readonly definition: Span | null;
  /** In the order of the text, the definition included. */
  readonly occurrences: readonly Occurrence[];
  /** The function in which the name is known; null: the whole file. */
  readonly scope: Span | null;
}

/** A symbol while a program is being checked. */
export interface SymbolRecord {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly doc: string | null;
  readonly scope: Span | null;
  readonly places: Map<number, { span: Span; role: Occurrence['role']; value: Value | null }>;
  /** What it stands for also where it stands nowhere. */
  given: Value | null;
}

/** Gathers symbols and their places; a place counts once, however often its function is inlined. */
export class SymbolRecorder {
  private readonly records = new Map<string, SymbolRecord>();

  /** The symbol of that name in a scope (null: the whole file); made on first use. */
  symbol(
    kind: SymbolKind,
    name: string,
    scope: Span | null,
    doc: string | null = null,
  ): SymbolRecord {
    const namespace = kind === 'function' || kind === 'helper' || kind === 'entry' ? 'f' : 'v';
    const key = `${namespace} ${scope?.start ?? ''} ${name}`;
    let record = this.records.get(key);
    if (!record) {
      record = { kind, name, doc, scope, places: new Map(), given: null };
      this.records.set(key, record);
    }
    return record;
  }

  place(record: SymbolRecord, span: Span, role: Occurrence['role'], value: Value | null): void {
    if (!record.places.has(span.start)) record.places.set(span.start, { span, role, value });
  }

  isRead(record: SymbolRecord): boolean {
    return [...record.places.values()].some(({ role }) => role === 'read');
  }

  all(): SymbolRecord[] {
    return [...this.records.values()];
  }

  /** The finished symbols, told with the operations of the entry's body; extents must have been inferred. */
  finish(drafts: readonly Draft[]): ProgramSymbol[] {
    const entry = new Set(drafts);
    return this.all().map((record) => finishSymbol(record, entry));
  }
}

function operandIn(entry: ReadonlySet<Draft>, { operand, draft, kind }: Value): Operand | null {
  const known = draft ? entry.has(draft) && !draft.discarded : kind !== 'unknown';
  return known ? operand : null;
}

function finishSymbol(record: SymbolRecord, entry: ReadonlySet<Draft>): ProgramSymbol {
  const places = [...record.places.values()].sort((a, b) => a.span.start - b.span.start);
  const occurrences = places.map(({ span, role, value }) => ({
    span,
    role,
    type: value ? typeOf(value) : null,
    certain: value?.certain ?? true,
    operand: value ? operandIn(entry, value) : null,
  }));
  const { kind, name, doc, scope, given } = record;
  const last = occurrences.findLast(({ type }) => type !== null);
  const definition =
    occurrences.find(({ role }) => role === 'definition') ??
    occurrences.find(({ role }) => role === 'write');
  return {
    kind,
    name,
    doc,
    scope,
    type: last?.type ?? (given && typeOf(given)),
    certain: last?.certain ?? true,
    definition: definition?.span ?? null,
    occurrences,
  };
}
