import { findIntervals } from '../analysis/intervals';
import { findFunction } from '../functions';
import type { Body, Extent, Operand, Program, Statement } from '../ir/program';
import { operandKey } from '../ir/structure';
import { Algebra } from './algebra';
import type { Condition, Rule } from './rule';
import { partsOf, type CallNode, type Node } from './node';
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
  /**
   * What takes long, or counts some tensors only, and is worked out outside of branches: nothing else of that kind
   * may be written there. Null: anything, since no branch has any.
   */
  readonly outside: ReadonlySet<number> | null;
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
  const outside = new Set<number>();
  let hasBound = false;
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
      if (isBound(statement, body)) hasBound = true;
      else if (takesLong(statement.fn)) for (const { id } of longParts(node)) outside.add(id);
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
  const form = { algebra, update, slots, evalPoint, names, outside: hasBound ? outside : null };
  return { form, statements };
}

/** Whether a function is worth a branch of its own: it takes a matrix apart, or asks the model. */
function takesLong(fn: string): boolean {
  const { meaning, rules } = findFunction(fn)!;
  return rules.work === 'decomposition' || meaning.per === 'pass';
}

/** Whether a node may not be written just anywhere. */
export const staysInBranch = ({ outside }: Form, node: CallNode): boolean =>
  outside !== null && (takesLong(node.fn) || node.guard !== null) && !outside.has(node.id);

/** What takes long in the sum or product that a function of that kind has become. */
function longParts(node: Node): readonly Node[] {
  if (node.kind === 'call') return takesLong(node.fn) ? [node] : [];
  return partsOf(node).flatMap(longParts);
}

/** Whether a statement has to stay in its branch: outside, it would take long at every step, or count other tensors. */
function isBound({ fn, guard }: Statement, body: Body): boolean {
  if (guard === null) return false;
  return (takesLong(fn) && !isFixed(guard, body)) || countsSome(fn, guard, body);
}

/** Whether something is counted over those tensors only for which the branch is taken. */
function countsSome(fn: string, guard: Operand, body: Body): boolean {
  const { per } = findFunction(fn)!.meaning;
  return (per === 'model' || per === 'pass') && extentIn(body, guard) !== 'model';
}

/** Of a condition, which is a statement or a number. */
const extentIn = ({ statements }: Body, operand: Operand): Extent =>
  operand.from === 'statement'
    ? statements.find(({ id }) => id === operand.id)!.type.extent
    : 'model';

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
  const args = operands.map(read);
  const extentOf = (operand: Operand): Extent =>
    operand.from === 'statement' ? extentIn(body, operand) : read(operand).extent;
  if (countsElements(fn)) {
    if (operands.some((operand, i) => extentOf(operand) !== args[i].extent))
      throw new Unsimplifiable();
  }
  // Where the condition is one for the whole model, what counts tensors counts all of them or is not looked at.
  if (guard && countsSome(fn, guard, body)) return applyToSome(algebra, fn, args, read(guard));
  return apply(algebra, fn, args);
}

/** A function that counts those tensors only for which the guard holds: left as it is, but for its arguments. */
export function applyToSome(
  algebra: Algebra,
  fn: string,
  args: readonly Node[],
  guard: Node,
): Node {
  if (guard.kind === 'number' && guard.value) return apply(algebra, fn, args);
  return algebra.store.call(fn, args, guard);
}

/** Whether a condition is known for each tensor beforehand. */
function isFixed(operand: Operand, { statements }: Body): boolean {
  return operand.from !== 'statement' || statements.find(({ id }) => id === operand.id)!.fixed;
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
