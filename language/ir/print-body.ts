import { isName } from '../syntax/words';
import { applied, literalText, tight, type Text } from './expression-text';
import type { Body, Operand, Statement } from './program';
import { operandKey, same, Structure, type Conditional, type Run } from './structure';

/** Names that may never be assigned. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'step',
  'total_steps',
  'lr_peak',
  'loss',
  'epoch_end',
]);

/** The branch being written: what its `if` joins, and where its statements end. */
interface Branch {
  /** The value that each joined name must end up with. */
  readonly goals: ReadonlyMap<string, Operand>;
  readonly end: number;
  /** Names that it has assigned so far. */
  readonly changed: Set<string>;
}

/**
 * Writes a body as lines of program text. Reading them again gives the same statements in the same order:
 * inner parts are written into the expression that uses them only where that keeps the order, and get a
 * name of their own elsewhere; a guard's statements become the branches of an `if`.
 */
export class BodyPrinter {
  private readonly lines: string[] = [];
  private readonly structure: Structure;
  /** What each name means at this point. */
  private names: Map<string, Operand>;
  /** Inner parts that wait for the expression that uses them. */
  private pending: { readonly statement: Statement; readonly text: Text }[] = [];
  /** Names that no new one may equal. */
  private readonly used: Set<string>;
  private readonly assigned = new Set<string>();
  private branch: Branch | null = null;
  private indent = '  ';
  private position = 0;

  constructor(
    private readonly body: Body,
    given: ReadonlyMap<string, Operand>,
  ) {
    this.structure = new Structure(body);
    this.names = new Map(given);
    this.used = new Set([...given.keys(), ...READ_ONLY]);
    for (const { name } of body.statements) if (name) this.used.add(name);
  }

  /** The body's lines, ended by a `return` of its results: the first as an expression, the others by `names`. */
  print(names: readonly string[]): string[] {
    this.printRegion(this.body.statements, null);
    this.printReturn(names);
    return this.lines;
  }

  /** The body's one result as an expression, or null where it takes more than one line. */
  printExpression(): string | null {
    this.printRegion(this.body.statements, null);
    const [result] = this.body.results;
    const waiting = this.pending.length;
    const { text } = this.take(result);
    return this.lines.length === 0 && waiting <= 1 ? text : null;
  }

  private printRegion(statements: readonly Statement[], guard: Operand | null): void {
    for (let i = 0; i < statements.length;) {
      const conditional = this.structure.conditionalAt(statements, i, guard);
      if (conditional) this.printIf(conditional);
      else this.printStatement(statements[i]);
      i = conditional?.next ?? i + 1;
    }
  }

  /** An unnamed part with at most one use besides deciding an `if` waits for the expression that uses it. */
  private printStatement(statement: Statement): void {
    this.position = this.structure.positionOf(statement);
    const text = this.expressionOf(statement);
    const name = statement.name ?? this.goalOf(statement);
    if (name === null && this.structure.useCount(statement.id) <= 1) {
      this.pending.push({ statement, text });
      return;
    }
    this.flush(this.pending.length);
    this.assign(name, { from: 'statement', id: statement.id }, text.text);
  }

  /** The name that must end up with an unnamed part when its branch ends: it has it when the text is read again. */
  private goalOf({ id }: Statement): string | null {
    const value: Operand = { from: 'statement', id };
    for (const [name, goal] of this.branch?.goals ?? []) if (same(goal, value)) return name;
    return null;
  }

  /** The statement's expression. Takes its waiting arguments along if they are the last ones, in order. */
  private expressionOf({ fn, args }: Statement): Text {
    const waiting = args.filter((arg) => this.waitingIndex(arg) >= 0);
    const first = this.pending.length - waiting.length;
    const inOrder = waiting.every((arg, i) => this.waitingIndex(arg) === first + i);
    if (!inOrder) this.flush(this.pending.length);
    const texts = args.map((arg) => this.textOf(arg));
    if (inOrder) this.pending.length = first;
    return applied(fn, texts, this.names);
  }

  private waitingIndex(operand: Operand): number {
    if (operand.from !== 'statement') return -1;
    return this.pending.findIndex(({ statement }) => statement.id === operand.id);
  }

  /** Gives the first `count` waiting parts names of their own. */
  private flush(count: number): void {
    for (const { statement, text } of this.pending.splice(0, count))
      this.assign(null, { from: 'statement', id: statement.id }, text.text);
  }

  private assign(wanted: string | null, value: Operand, text: string): void {
    const name = this.free(wanted);
    this.lines.push(`${this.indent}${name} = ${text}`);
    this.rename(name, value);
  }

  private rename(name: string, value: Operand): void {
    this.assigned.add(name);
    this.branch?.changed.add(name);
    this.names.delete(name);
    this.names.set(name, value);
  }

  /** The wanted name where it may be assigned now, else a new one like it. */
  private free(wanted: string | null): string {
    if (wanted !== null && isName(wanted) && this.mayAssign(wanted)) return wanted;
    const stem = wanted !== null && isName(wanted) ? `${wanted}_` : 't';
    let number = wanted === null ? 1 : 2;
    while (this.used.has(`${stem}${number}`)) number++;
    this.used.add(`${stem}${number}`);
    return `${stem}${number}`;
  }

  /**
   * A name may be assigned when nothing that it stands for is still needed. In a branch it must be one that
   * the `if` joins, or one used nowhere else: otherwise the `if` would join more than it should.
   */
  private mayAssign(name: string): boolean {
    if (READ_ONLY.has(name)) return false;
    const held = this.names.get(name);
    const { branch, position, structure } = this;
    if (!branch) return !held || !structure.isUsedBetween(held, position, Infinity);
    if (!branch.goals.has(name)) return !held && !this.assigned.has(name);
    if (!held) return true;
    const isGoal = [...branch.goals.values()].some((value) => same(value, held));
    return !isGoal && !structure.isUsedBetween(held, position, branch.end);
  }

  /** The text of a value, taken out of those that wait; those before it are written first. */
  private take(operand: Operand): Text {
    const index = this.waitingIndex(operand);
    if (index < 0) return this.textOf(operand);
    this.flush(index);
    return this.pending.shift()!.text;
  }

  private textOf(operand: Operand): Text {
    switch (operand.from) {
      case 'literal':
        return literalText(operand.value);
      case 'string':
        return tight(JSON.stringify(operand.value));
      case 'statement': {
        const waiting = this.pending[this.waitingIndex(operand)];
        if (waiting) return waiting.text;
      }
    }
    const key = operandKey(operand);
    for (const [name, value] of this.names) if (operandKey(value) === key) return tight(name);
    throw new Error(`The program uses ${key} where it has no value.`);
  }

  private printIf({ condition, then, otherwise, joins }: Conditional): void {
    const inHead = this.waitingIndex(condition) === this.pending.length - 1;
    if (!inHead) this.flush(this.pending.length);
    const head = this.take(condition).text;
    this.flush(this.pending.length);
    const end = joins.length > 0 ? this.structure.positionOf(joins.at(-1)!) : this.position;
    this.position = end;
    const targets = joins.map(({ name }) => this.free(name));
    targets.forEach((name) => this.assigned.add(name));
    const [lefts, rights] = [1, 2].map((side) => joins.map(({ args }) => args[side]));
    this.lines.push(`${this.indent}if ${head}:`);
    const changed = targets.filter((name, i) => !this.holds(name, lefts[i]));
    const leftFirst = targets.slice(0, changed.length).every((name, i) => name === changed[i]);
    this.printBranch(then, targets, lefts, leftFirst ? changed : targets);
    if (
      otherwise.statements.length > 0 ||
      !targets.every((name, i) => this.holds(name, rights[i]))
    ) {
      this.lines.push(`${this.indent}else:`);
      this.printBranch(otherwise, targets, rights, leftFirst ? targets.slice(changed.length) : []);
    }
    joins.forEach(({ id }, i) => this.rename(targets[i], { from: 'statement', id }));
  }

  private holds(name: string, operand: Operand): boolean {
    const value = this.names.get(name);
    return value !== undefined && operandKey(value) === operandKey(operand);
  }

  /**
   * A branch, ended by what it gives each joined name. The joins stand in the order in which names were
   * last assigned: those of `inOrder` must come out in theirs.
   */
  private printBranch(
    { statements, guard }: Run,
    targets: readonly string[],
    values: readonly Operand[],
    inOrder: readonly string[],
  ): void {
    const { names, indent, branch, position, lines } = this;
    const before = lines.length;
    const last = statements.at(-1);
    this.names = new Map(names);
    this.indent += '  ';
    this.branch = {
      goals: new Map(targets.map((name, i) => [name, values[i]])),
      end: last ? this.structure.positionOf(last) : position,
      changed: new Set(),
    };
    this.printRegion(statements, guard);
    this.reachGoals(this.branch, inOrder);
    this.flush(this.pending.length);
    if (lines.length === before) lines.push(`${this.indent}pass`);
    Object.assign(this, { names, indent, branch, position });
  }

  private reachGoals({ goals, changed }: Branch, inOrder: readonly string[]): void {
    const missing = [...goals.keys()].filter((name) => !this.holds(name, goals.get(name)!));
    const settled = [...this.names.keys()].filter(
      (name) => inOrder.includes(name) && changed.has(name) && !missing.includes(name),
    );
    const order = [...settled, ...missing.filter((name) => inOrder.includes(name))];
    const fits = inOrder.every((name, i) => name === order[i]);
    const assigned = fits ? missing : [...new Set([...inOrder, ...missing])];
    this.assignTogether(
      assigned,
      assigned.map((name) => goals.get(name)!),
    );
  }

  /** Assigns several names at once, so that none is overwritten before it is read. */
  private assignTogether(names: readonly string[], values: readonly Operand[]): void {
    if (names.length === 0) return;
    const waiting = values.filter((value) => this.waitingIndex(value) >= 0);
    const inOrder = waiting.every((value, i) => this.waitingIndex(value) === i);
    if (!inOrder || waiting.length < this.pending.length) this.flush(this.pending.length);
    const texts = values.map((value) => this.textOf(value).text);
    this.pending = [];
    this.lines.push(`${this.indent}${names.join(', ')} = ${texts.join(', ')}`);
    names.forEach((name, i) => this.rename(name, values[i]));
  }

  private printReturn(names: readonly string[]): void {
    const [main, ...stored] = this.body.results;
    const moved = names.filter((name, i) => !this.holds(name, stored[i]));
    if (moved.length > 0) {
      const values = moved.map((name) => stored[names.indexOf(name)]);
      const clobbered = moved.some((name) => this.holds(name, main));
      const waits = this.waitingIndex(main) >= 0;
      if (clobbered || waits) this.flush(this.pending.length);
      if (clobbered) this.assign('update', main, this.textOf(main).text);
      this.assignTogether(moved, values);
    }
    if (this.waitingIndex(main) !== this.pending.length - 1) this.flush(this.pending.length);
    const { text } = this.take(main);
    this.lines.push(`${this.indent}return ${[text, ...names].join(', ')}`);
  }
}
