import { commutes } from '../functions';
import type { Body, Operand, Statement } from '../ir/program';
import { operandKey } from '../ir/structure';
import { oncePer } from './once';

/** A body as a graph: who makes a value, who uses it, and which values are equal by construction. */
export class Graph {
  private readonly makers = new Map<number, Statement>();
  private readonly usersOf = new Map<string, Statement[]>();
  private numbers: ReadonlyMap<number, string> | null = null;

  constructor(readonly body: Body) {
    for (const statement of body.statements) {
      this.makers.set(statement.id, statement);
      for (const arg of statement.args) {
        const key = operandKey(arg);
        const users = this.usersOf.get(key);
        if (users) users.push(statement);
        else this.usersOf.set(key, [statement]);
      }
    }
  }

  /** The statement that makes a value; null for what is given. */
  maker(operand: Operand): Statement | null {
    return operand.from === 'statement' ? this.makers.get(operand.id)! : null;
  }

  /** The statements that use a value, as it is, in the order of the list. */
  users(operand: Operand): readonly Statement[] {
    return this.usersOf.get(operandKey(operand)) ?? [];
  }

  /** Equal for values that are made alike: the same function of the same values. */
  valueNumber(operand: Operand): string {
    if (operand.from !== 'statement') return operandKey(operand);
    this.numbers ??= this.numberAll();
    return this.numbers.get(operand.id)!;
  }

  /** In the order of the list, where arguments come first: no depth of nesting exhausts the stack. */
  private numberAll(): ReadonlyMap<number, string> {
    const numbers = new Map<number, string>();
    for (const { id, fn, args } of this.body.statements) {
      const parts = args.map((arg) =>
        arg.from === 'statement' ? numbers.get(arg.id)! : operandKey(arg),
      );
      // Interned, so that the text stays short however deep the expression is.
      numbers.set(id, this.intern(`${fn}(${(commutes(fn) ? parts.sort() : parts).join(',')})`));
    }
    return numbers;
  }

  private readonly interned = new Map<string, string>();

  private intern(text: string): string {
    let short = this.interned.get(text);
    if (!short) {
      short = `=${this.interned.size}`;
      this.interned.set(text, short);
    }
    return short;
  }

  areEqual(a: Operand, b: Operand): boolean {
    return this.valueNumber(a) === this.valueNumber(b);
  }

  /**
   * Which values are worked out from one that is as asked, themselves included; guards count. One sweep over the
   * list for any number of questions, where `dependsOn` walks back from each.
   */
  workedOutFrom(is: (operand: Operand) => boolean): (operand: Operand) => boolean {
    const found = new Set<number>();
    const holds = (operand: Operand): boolean =>
      operand.from === 'statement' ? found.has(operand.id) : is(operand);
    for (const { id, args, guard } of this.body.statements)
      if (is({ from: 'statement', id }) || args.some(holds) || (guard && holds(guard)))
        found.add(id);
    return holds;
  }

  /** Whether a value is worked out from another, in this step. */
  dependsOn(operand: Operand, on: (operand: Operand) => boolean): boolean {
    return this.reach([operand], on);
  }

  /** Whether anything that these values are worked out from, themselves included, is as asked; guards count. */
  reach(from: readonly Operand[], is: (operand: Operand) => boolean): boolean {
    const seen = new Set<string>();
    const waiting = [...from];
    for (let operand = waiting.pop(); operand; operand = waiting.pop()) {
      const key = operandKey(operand);
      if (seen.has(key)) continue;
      seen.add(key);
      if (is(operand)) return true;
      const maker = this.maker(operand);
      if (!maker) continue;
      waiting.push(...maker.args);
      if (maker.guard) waiting.push(maker.guard);
    }
    return false;
  }
}

/** The graph of a body. */
export const graphOf = oncePer((body: Body) => new Graph(body));

/** True for a statement of that function. */
export function isCall(statement: Statement | null, ...names: readonly string[]): boolean {
  return statement !== null && names.includes(statement.fn);
}

export function isNumber(operand: Operand): operand is { from: 'literal'; value: number } {
  return operand.from === 'literal' && typeof operand.value === 'number';
}

export function isInput(operand: Operand, name: string): boolean {
  return operand.from === 'input' && operand.name === name;
}
