import type { Body, Operand, Statement } from './program';

/** One text for each operand; equal for equal operands. */
export function operandKey(operand: Operand): string {
  switch (operand.from) {
    case 'statement':
      return `#${operand.id}`;
    case 'literal':
      return Object.is(operand.value, -0) ? '-0' : String(operand.value);
    case 'string':
      return JSON.stringify(operand.value);
    default:
      return `${operand.from} ${operand.name}`;
  }
}

/** The statements of one branch, with the guard that they share and the first statement behind them. */
export interface Run {
  readonly guard: Operand | null;
  readonly statements: readonly Statement[];
  readonly next: number;
}

/** An `if` as it lies in the flat list: both branches, the joins, and what comes next. */
export interface Conditional {
  readonly condition: Operand;
  readonly then: Run;
  readonly otherwise: Run;
  readonly joins: readonly Statement[];
  readonly next: number;
}

/**
 * Finds the structure of a body again: which statements belong to the branches of which `if`, which only
 * serve as guards, and where each value is used.
 */
export class Structure {
  private readonly guards = new Set<string>();
  private readonly conditions = new Set<string>();
  /** Conditions that a guard is made of. */
  private readonly owns = new Set<string>();
  private readonly uses = new Map<string, number[]>();
  private readonly positions = new Map<number, number>();

  constructor(body: Body) {
    const { statements } = body;
    statements.forEach(({ id, guard }, i) => {
      this.positions.set(id, i);
      if (guard) this.guards.add(operandKey(guard));
    });
    for (const key of this.guards) this.owns.add(key);
    for (const statement of statements) {
      if (this.isGuardChoose(statement)) this.owns.add(operandKey(statement.args[1]));
      else if (statement.fn === 'choose') this.conditions.add(operandKey(statement.args[0]));
    }
    statements.forEach((statement, i) => {
      if (this.isGuardChoose(statement) || this.isGuardNot(statement)) return;
      const args = statement.fn === 'choose' ? statement.args.slice(1) : statement.args;
      for (const arg of args) this.use(arg, i);
    });
    for (const result of body.results) this.use(result, statements.length);
  }

  private use(operand: Operand, at: number): void {
    const key = operandKey(operand);
    const places = this.uses.get(key);
    if (places) places.push(at);
    else this.uses.set(key, [at]);
  }

  /** How often a statement's value is used, apart from deciding an `if`. */
  useCount(id: number): number {
    return this.uses.get(`#${id}`)?.length ?? 0;
  }

  /** True where a value is used, or decides an `if`, behind one statement and up to another. */
  isUsedBetween(operand: Operand, after: number, upTo: number): boolean {
    const key = operandKey(operand);
    const used = this.uses.get(key)?.some((place) => place > after && place <= upTo) ?? false;
    return used || this.owns.has(key) || this.conditions.has(key);
  }

  positionOf({ id }: Statement): number {
    return this.positions.get(id)!;
  }

  /** The `if` that starts at a statement of a region under `guard`; null for an ordinary statement. */
  conditionalAt(
    statements: readonly Statement[],
    start: number,
    guard: Operand | null,
  ): Conditional | null {
    const condition = this.conditionAt(statements[start], guard);
    if (!condition) return null;
    const then = this.runAt(statements, start, guard, condition);
    const otherwise = this.elseAt(statements, then.next, guard, condition);
    let next = otherwise.next;
    while (next < statements.length && this.isJoin(statements[next], condition)) next++;
    if (next === start) return null;
    return { condition, then, otherwise, joins: statements.slice(otherwise.next, next), next };
  }

  private conditionAt(statement: Statement, guard: Operand | null): Operand | null {
    if (this.isGuardChoose(statement)) return statement.args[1];
    if (this.isGuardNot(statement) || statement.fn === 'choose') return statement.args[0];
    const deeper = statement.guard && !same(statement.guard, guard);
    return deeper ? statement.guard : null;
  }

  private isJoin(statement: Statement, condition: Operand): boolean {
    const choose = statement.fn === 'choose' && !this.isGuardChoose(statement);
    return choose && same(statement.args[0], condition);
  }

  /** The statements under a condition, from `start` on. */
  private runAt(
    statements: readonly Statement[],
    start: number,
    outer: Operand | null,
    own: Operand,
  ): Run {
    let guard = own;
    let first = start;
    if (outer) {
      const maker = statements[start];
      const nested =
        maker &&
        this.isGuardChoose(maker) &&
        same(maker.args[0], outer) &&
        same(maker.args[1], own);
      if (!nested) return { guard: null, statements: [], next: start };
      guard = { from: 'statement', id: maker.id };
      first++;
    }
    const inside = new Set([operandKey(guard)]);
    let next = first;
    while (next < statements.length && isInside(statements[next])) next++;
    return { guard, statements: statements.slice(first, next), next };

    function isInside(statement: Statement): boolean {
      if (statement.guard) return inside.has(operandKey(statement.guard));
      const [base, , last] = statement.args;
      const makesGuard =
        statement.fn === 'choose' && statement.name === null && inside.has(operandKey(base));
      if (!makesGuard || last.from !== 'literal' || last.value !== false) return false;
      inside.add(`#${statement.id}`);
      return true;
    }
  }

  private elseAt(
    statements: readonly Statement[],
    start: number,
    outer: Operand | null,
    condition: Operand,
  ): Run {
    const none: Run = { guard: null, statements: [], next: start };
    const not = statements[start];
    if (!not || !this.isGuardNot(not) || !same(not.args[0], condition)) return none;
    return this.runAt(statements, start + 1, outer, { from: 'statement', id: not.id });
  }

  /** `choose(outer, condition, False)`, the guard of a nested branch. */
  private isGuardChoose({ id, fn, name, args }: Statement): boolean {
    const last = args[2];
    const never = last?.from === 'literal' && last.value === false;
    return fn === 'choose' && name === null && never && this.guards.has(`#${id}`);
  }

  /** `not condition`, the guard of an `else`. */
  private isGuardNot({ id, fn, name, args }: Statement): boolean {
    if (fn !== 'not' || name !== null || !this.owns.has(`#${id}`)) return false;
    return this.conditions.has(operandKey(args[0])) || !this.conditions.has(`#${id}`);
  }
}

export function same(a: Operand | null, b: Operand | null): boolean {
  if (!a || !b) return a === b;
  return operandKey(a) === operandKey(b);
}
