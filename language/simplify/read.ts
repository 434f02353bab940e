import { findIntervals } from '../analysis/intervals';
import { findFunction } from '../functions';
import type { Body, Operand, Program, Statement } from '../ir/program';
import { operandKey } from '../ir/structure';
import { Algebra } from './algebra';
import type { Condition, Rule } from './rule';
import type { Node } from './node';
import { Store } from './store';

/** A program as nodes: what it does at each step, and how its slots begin. */
export interface Form {
  readonly algebra: Algebra;
  readonly update: Node;
  /** The slots that are left, by name. */
  readonly slots: ReadonlyMap<string, { readonly start: Node; readonly next: Node }>;
  readonly evalPoint: Node | null;
  /** The name that the text gives to a node. */
  readonly names: ReadonlyMap<number, string>;
}

/** What a statement of the entry's body is. */
export interface ReadStatement {
  readonly statement: Statement;
  readonly node: Node;
  /** What its arguments are. */
  readonly args: readonly Node[];
  /** The rules by which it came out simpler, each with what allowed it. */
  readonly rules: ReadonlyMap<Rule, Condition>;
}

/** Thrown where normal form would change over how many elements, or tensors, something is counted. */
export class Unsimplifiable extends Error {}

/** Puts a program into normal form, and tells of each statement what it is. Throws Unsimplifiable. */
export function readProgram(program: Program): { form: Form; statements: ReadStatement[] } {
  const algebra = new Algebra(new Store());
  const bounds = findIntervals(program);
  const statements: ReadStatement[] = [];
  const names = new Map<number, string>();
  const extents = new Map(program.slots.map(({ name, extent }) => [name, extent]));

  const leaf = (operand: Operand): Node => {
    switch (operand.from) {
      case 'literal':
        return algebra.number(operand.value);
      case 'statement':
        throw new Error('A statement is no leaf.');
      default: {
        const fine = operand.from === 'input' && ['w', 'g', 'update'].includes(operand.name);
        const extent =
          operand.from === 'slot' ? extents.get(operand.name)! : fine ? 'elem' : 'model';
        const node = algebra.store.leaf(operand, extent);
        if (operand.from !== 'string') algebra.store.refine(node, bounds.of(operand));
        return node;
      }
    }
  };
  const readBody = (body: Body, main: boolean): Node[] => {
    const known = new Map<string, Node>();
    const read = (operand: Operand): Node => known.get(operandKey(operand)) ?? leaf(operand);
    for (const statement of body.statements) {
      algebra.used.clear();
      const node = readStatement(algebra, statement, read, body);
      known.set(`#${statement.id}`, node);
      if (!main) continue;
      // What holds under a condition need not hold wherever the same value is worked out.
      if (!statement.guard)
        algebra.store.refine(node, bounds.of({ from: 'statement', id: statement.id }));
      const rules = new Map(algebra.used);
      statements.push({ statement, node, args: statement.args.map(read), rules });
      if (statement.name && !names.has(node.id)) names.set(node.id, statement.name);
    }
    return body.results.map(read);
  };

  const [update, ...stored] = readBody(program.train, true);
  const slots = new Map(
    program.slots.map(({ name, initial }, i) => {
      const start = initial ? readBody(initial, false)[0] : algebra.number(0);
      return [name, { start, next: stored[i] }] as const;
    }),
  );
  const evalPoint = program.evalPoint ? readBody(program.evalPoint, false)[0] : null;
  return { form: { algebra, update, slots, evalPoint, names }, statements };
}

/** Whether a result depends on how many elements an argument has. */
export function countsElements(fn: string): boolean {
  const { per } = findFunction(fn)!.meaning;
  return per !== 'element' && per !== 'facts';
}

function readStatement(
  algebra: Algebra,
  { fn, args: operands, guard }: Statement,
  read: (operand: Operand) => Node,
  body: Body,
): Node {
  const { meaning, rules } = findFunction(fn)!;
  const args = operands.map(read);
  const extentOf = (operand: Operand): string =>
    operand.from === 'statement'
      ? body.statements.find(({ id }) => id === operand.id)!.type.extent
      : read(operand).extent;
  if (countsElements(fn)) {
    if (operands.some((operand, i) => extentOf(operand) !== args[i].extent))
      throw new Unsimplifiable();
  }
  // What counts only some of the tensors means something else outside of the branch; where the condition is one for
  // the whole model, it counts all of them or is not looked at.
  const countsTensors = meaning.per === 'model' || meaning.per === 'pass';
  if (guard && countsTensors && extentOf(guard) !== 'model') throw new Unsimplifiable();
  // Outside of its branch a decomposition would be worked out at every step.
  if (rules.work === 'decomposition' && !isFixed(guard, body)) throw new Unsimplifiable();
  return apply(algebra, fn, args);
}

/** Whether a condition is known for each tensor beforehand. */
function isFixed(operand: Operand | null, { statements }: Body): boolean {
  return operand?.from !== 'statement' || statements.find(({ id }) => id === operand.id)!.fixed;
}

/** A function of the table in normal form. */
export function apply(algebra: Algebra, fn: string, args: readonly Node[]): Node {
  const [a, b, c] = args;
  switch (fn) {
    case 'add':
      return algebra.plus(a, b);
    case 'subtract':
      return algebra.minus(a, b);
    case 'negative':
      return algebra.scale(-1, a);
    case 'multiply':
      return algebra.multiply([a, b]);
    case 'divide':
      return algebra.divide(a, b);
    case 'interp': {
      const rest = algebra.minus(algebra.number(1), c);
      return algebra.plus(algebra.multiply([rest, a]), algebra.multiply([c, b]));
    }
    case 'power':
      return readPower(algebra, a, b);
    default: {
      const power = findFunction(fn)!.rules.laws?.power;
      if (power) return algebra.power(a, power.sign, power.exponent);
      return algebra.call(fn, args);
    }
  }
}

function readPower(algebra: Algebra, base: Node, exponent: Node): Node {
  if (exponent.kind !== 'number' || typeof exponent.value !== 'number')
    return algebra.call('power', [base, exponent]);
  const p = exponent.value;
  if (p === 0) return algebra.number(1);
  return algebra.power(base, Number.isInteger(p) && p % 2 !== 0 ? 1 : 0, p);
}
