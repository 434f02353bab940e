import type { Span } from '../diagnostics';
import { findFunction } from '../functions';
import type { FunctionEntry, Meaning } from '../functions/entry';
import { UNREAD, type Body, type Operand, type Statement } from '../ir/program';
import { literal, type Draft, type Kind, type Value } from './values';

/** What an `if` puts around the statements of one of its branches. */
export interface Guard {
  readonly condition: Value;
  readonly span: Span;
  /** True in the `else` branch. */
  readonly negated: boolean;
  readonly outer: Guard | null;
  /** The guard as one truth value, once a statement has asked for it. */
  value: Value | null;
}

/** Collects the operations of one body in evaluation order. */
export class BodyBuilder {
  readonly drafts: Draft[] = [];
  private guard: Guard | null = null;
  private ifs = 0;
  private discarding = false;

  /** True in a branch that is never taken. */
  get isDiscarding(): boolean {
    return this.discarding;
  }

  /** How many `if`s the present place lies in, those on flags included. */
  get depth(): number {
    return this.ifs;
  }

  /** Runs `work` inside of one more `if`. */
  deeper<T>(work: () => T): T {
    this.ifs++;
    try {
      return work();
    } finally {
      this.ifs--;
    }
  }

  /** Adds one application of a function. */
  emit(entry: FunctionEntry, args: readonly Value[], span: Span, kind?: Kind): Value {
    return this.add(
      entry,
      args,
      span,
      kind ?? entry.signature.result.kind,
      this.guardValue(this.guard),
    );
  }

  /** As `emit`, by the name of an operator. */
  emitNamed(name: string, args: readonly Value[], span: Span, kind?: Kind): Value {
    return this.emit(findFunction(name)!, args, span, kind);
  }

  /** Runs `work` as a branch taken where the condition holds (or, negated, does not). */
  inBranch<T>(condition: Value, negated: boolean, span: Span, work: () => T): T {
    const outer = this.guard;
    this.guard = { condition, negated, span, outer, value: null };
    try {
      return work();
    } finally {
      this.guard = outer;
    }
  }

  /** Runs `work` in a branch that is never taken. */
  discarded<T>(work: () => T): T {
    const before = this.discarding;
    this.discarding = true;
    try {
      return work();
    } finally {
      this.discarding = before;
    }
  }

  /** The finished body; extents must have been inferred. */
  finish(results: readonly Value[]): Body {
    const statements = this.drafts.filter((draft) => !draft.discarded).map(toStatement);
    return { statements, results: results.map((value) => value.operand) };
  }

  /** As `finish`, of a body with errors: what is lost in them is said to be unread. */
  sketch(results: readonly Value[]): Body {
    const { statements, results: operands } = this.finish(results);
    const there = new Set(statements.map(({ id }) => id));
    const known = (operand: Operand): Operand =>
      operand.from === 'statement' && !there.has(operand.id) ? UNREAD : operand;
    return {
      statements: statements.map((statement) => ({
        ...statement,
        args: statement.args.map(known),
        guard: statement.guard && known(statement.guard),
      })),
      results: operands.map(known),
    };
  }

  /**
   * A guard as one truth value, made when the first statement under it needs it. A nested one is
   * `choose(outer, condition, False)`: its own condition has no value where the outer guard is false.
   */
  private guardValue(guard: Guard | null): Value | null {
    if (!guard) return null;
    if (guard.value) return guard.value;
    const { span } = guard;
    const outer = this.guardValue(guard.outer);
    const own = guard.negated
      ? this.add(findFunction('not')!, [guard.condition], span, 'bool', outer)
      : guard.condition;
    guard.value = outer
      ? this.add(findFunction('choose')!, [outer, own, literal(false)], span, 'bool', null)
      : own;
    return guard.value;
  }

  private add(
    entry: FunctionEntry,
    args: readonly Value[],
    span: Span,
    kind: Kind,
    guard: Value | null,
  ): Value {
    const id = this.drafts.length;
    const value: Value & { draft: Draft | null } = {
      operand: { from: 'statement', id },
      kind,
      fixed: isFixed(entry, args),
      extent: 'model',
      certain: args.every((arg) => arg.certain),
      draft: null,
    };
    const discarded = this.discarding;
    value.draft = { id, entry, args, value, guard, name: null, span, discarded };
    this.drafts.push(value.draft);
    return value;
  }
}

/** These differ from model to model or from step to step, or are no single number, even of what is known per tensor. */
const NEVER_FIXED: readonly Meaning['per'][] = ['model', 'matrix', 'random', 'pass'];

function isFixed({ meaning }: FunctionEntry, args: readonly Value[]): boolean {
  if (meaning.per === 'facts') return true;
  return !NEVER_FIXED.includes(meaning.per) && args.every((arg) => arg.fixed);
}

function toStatement(draft: Draft): Statement {
  const { value } = draft;
  return {
    id: draft.id,
    fn: draft.entry.name,
    args: draft.args.map((arg) => arg.operand),
    type: { kind: value.kind === 'bool' ? 'bool' : 'num', extent: value.extent },
    fixed: value.fixed,
    guard: draft.guard?.operand ?? null,
    name: draft.name,
    span: draft.span,
  };
}
