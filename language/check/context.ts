import { CODES, diagnostic, type CodeName } from '../codes';
import type { Diagnostic, Span } from '../diagnostics';
import type { FunctionEntry } from '../functions/entry';
import type { EntryName } from '../ir/program';
import type { Definition, NameExpression } from '../syntax/tree';
import { nearest } from './suggest';
import { SymbolRecorder, type SymbolRecord } from './symbols';
import type { BodyBuilder } from './builder';
import type { ImportedFunction } from './modules';
import type { Value } from './values';

/** Operations and inlined statements of one program. */
const LARGEST = 20_000;

/** Words that misspelt names of one program are compared with, all in all. */
const MOST_GUESSES = 20_000;

/** A name that the whole file knows. */
export interface Global {
  readonly symbol: SymbolRecord;
  readonly value: Value;
  /** Known to initial values, before the first step. */
  readonly early: boolean;
}

/** One assignment, to tell in the end whether anything came of it. */
export interface Assignment {
  readonly span: Span;
  readonly name: string;
  readonly value: Value;
  read: boolean;
}

/** What a name means at one place inside a function. */
export interface Binding {
  readonly symbol: SymbolRecord;
  /** Null where only some of the ways to this place give it a value. */
  readonly value: Value | null;
  /** The assignments that may have given the value. */
  readonly assignments: readonly Assignment[];
}

/** A function of the table and what it is applied to. */
export interface Application {
  readonly entry: FunctionEntry;
  readonly args: readonly Value[];
  readonly span: Span;
}

/** Conditions and joins of `if`, judged when the extents are known. */
export interface Condition {
  readonly value: Value;
  readonly span: Span;
}

export interface Join {
  /** Null for what the branches return. */
  readonly name: string | null;
  readonly condition: Value;
  readonly left: Value;
  readonly right: Value;
  /** What the two are behind the `if`. */
  readonly joined: Value;
  readonly span: Span;
}

/** What is known of one program while it is being checked. */
export class Context {
  /** The file is pasted from the released search space of the Lion paper, which divides and compares otherwise. */
  readonly hero: boolean;
  /** Functions of other programs, by the names that they have here. */
  readonly imported = new Map<string, ImportedFunction>();
  /** Names whose import failed: nothing more is said about them. */
  readonly broken = new Set<string>();
  readonly symbols = new SymbolRecorder();
  readonly globals = new Map<string, Global>();
  readonly helpers = new Map<string, Definition>();
  readonly assignments: Assignment[] = [];
  /** Slots whose value from before the step is used somewhere. */
  readonly slotsRead = new Set<string>();
  readonly expansions: Application[];
  readonly conditions: Condition[];
  readonly joins: Join[];
  /** How many places draw random numbers. */
  private draws = 0;
  private readonly reported = new Map<string, Diagnostic>();
  private work = 0;
  private guesses = 0;

  /** The program that another one's functions are inlined into; null: this is it. */
  private readonly outer: Context | null;

  constructor({ hero, outer }: { readonly hero: boolean; readonly outer: Context | null }) {
    this.hero = hero;
    this.outer = outer;
    this.expansions = outer?.expansions ?? [];
    this.conditions = outer?.conditions ?? [];
    this.joins = outer?.joins ?? [];
  }

  /** True of another program than the one that is being checked. */
  get isForeign(): boolean {
    return this.outer !== null;
  }

  get diagnostics(): Diagnostic[] {
    return [...this.reported.values()];
  }

  get hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  /** Reports once, however often the place is visited. */
  report(
    code: CodeName,
    span: Span,
    message: string,
    extra?: Parameters<typeof diagnostic>[3],
  ): void {
    // What another program is warned of is that program's matter.
    if (this.outer && CODES[code].severity !== 'error') return;
    if (this.outer) return this.outer.report(code, span, message, extra);
    const key = `${code} ${span.start} ${span.end}`;
    if (!this.reported.has(key)) this.reported.set(key, diagnostic(code, span, message, extra));
  }

  /** As `nearest`; null as well in a program where too much is misspelt to guess at each. */
  guess(word: string, known: readonly string[]): string | null {
    this.guesses += known.length;
    return this.guesses > MOST_GUESSES ? null : nearest(word, known);
  }

  /** The number of a place that draws random numbers. */
  nextDraw(): number {
    return this.outer?.nextDraw() ?? this.draws++;
  }

  /** Counts one operation or statement; false, with an error, when the program has grown too large. */
  count(span: Span): boolean {
    if (this.outer) return this.outer.count(span);
    this.work++;
    if (this.work === LARGEST)
      this.report(
        'N13',
        span,
        `This program unfolds to more than ${LARGEST} operations; use shorter loops or fewer nested helpers.`,
      );
    return this.work < LARGEST;
  }
}

/** The kind of body that is being elaborated: it decides which names are known and what `return` means. */
export type Purpose = EntryName | 'eval_point' | 'initial' | 'helper';

/** True in an entry function: it returns slots behind its value. */
export const isEntry = (purpose: Purpose): purpose is EntryName =>
  purpose === 'train' || purpose === 'grad_transform' || purpose === 'update_transform';

/** One function on its way into a body; helpers are inlined into their caller's. */
export interface Frame {
  readonly context: Context;
  readonly builder: BodyBuilder;
  readonly purpose: Purpose;
  /** The purpose of the body that this is inlined into: what it may use depends on it. */
  readonly root: Purpose;
  /** Where local names belong; null for an initial value, which has none. */
  readonly definition: Definition | null;
  /** The helpers being inlined, outermost first. */
  readonly callers: readonly string[];
  /** Slots in the order of the entry's parameters; entry functions only. */
  readonly slots: readonly string[];
  /** Each slot's value from before the step. */
  readonly slotValues: ReadonlyMap<string, Value>;
  names: Map<string, Binding>;
}

export function localSymbol(frame: Frame, { name }: NameExpression): SymbolRecord {
  const bound = frame.names.get(name)?.symbol;
  return bound ?? frame.context.symbols.symbol('local', name, frame.definition?.span ?? null);
}
