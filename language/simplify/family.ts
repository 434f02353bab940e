import { oncePerNode } from '../analysis/once';
import { commutes } from '../functions';
import type { Form } from './read';
import { hashText } from './digest';
import { isNumber, type Factor, type Node } from './node';
import { leavesOf } from './walk';

/** Numbers and what is made of hyperparameters only: the constants of a rule, in whose place another may stand. */
const isConstant = (node: Node): boolean =>
  leavesOf([node]).every(({ operand }) => operand.from === 'hyper');

const isOneFactor = ({ base }: Factor): boolean => isConstant(base);

/**
 * A program with its constants taken out: two of one family are the same rule with other numbers. `holes` are
 * the constants, in an order that depends on the rule only.
 */
export interface Family {
  readonly digest: string;
  readonly holes: readonly Node[];
}

/** Takes the constants out of a normal form. */
export function familyOf(form: Form): Family {
  let slots = new Map([...form.slots].map(([name, { next }]) => [name, next.extent as string]));
  for (let round = 0; round <= form.slots.size; round++) {
    const reader = new FamilyReader(form, slots);
    slots = new Map(
      [...form.slots].map(([name, { start, next }]) => [
        name,
        hashText(`${slots.get(name)!} ${reader.digest(start)} ${reader.digest(next)}`),
      ]),
    );
  }
  const reader = new FamilyReader(form, slots);
  const ordered = [...form.slots].sort(([a], [b]) => (slots.get(a)! < slots.get(b)! ? -1 : 1));
  const roots = [form.update, ...ordered.flatMap(([, { start, next }]) => [start, next])];
  if (form.evalPoint) roots.push(form.evalPoint);
  return {
    digest: hashText(roots.map((root) => reader.digest(root)).join(' ')),
    holes: reader.holes(roots),
  };
}

/** A part that is no constant, with the constant in front of it. */
interface Part {
  readonly rest: readonly Factor[] | 'one';
  readonly constant: Node;
}

class FamilyReader {
  readonly digest = oncePerNode((node: Node): string => hashText(this.describe(node)));

  constructor(
    private readonly form: Form,
    private readonly slots: ReadonlyMap<string, string>,
  ) {}

  private describe(node: Node): string {
    if (node.kind === 'number' || isConstant(node))
      return node.kind === 'number' && !isNumber(node) ? String(node.value) : '?';
    switch (node.kind) {
      case 'leaf': {
        const { operand } = node;
        if (operand.from === 'slot') return `slot ${this.slots.get(operand.name) ?? ''}`;
        return operand.from === 'string' ? JSON.stringify(operand.value) : operand.name;
      }
      case 'call': {
        const args = this.argsOf(node).map((arg) => this.digest(arg));
        const guard = node.guard ? ` if ${this.digest(node.guard)}` : '';
        return `${node.fn}(${args.join(',')})${guard}`;
      }
      default: {
        const rests = this.gather(node).map(([digest]) => digest);
        return rests.length === 1 ? rests[0] : `sum ${rests.join('+')}`;
      }
    }
  }

  /** Arguments in an order that does not depend on how they were written, where that does not matter. */
  private argsOf({ fn, args }: Extract<Node, { kind: 'call' }>): readonly Node[] {
    if (!commutes(fn)) return args;
    return [...args].sort((a, b) => (this.digest(a) < this.digest(b) ? -1 : 1));
  }

  /** The parts of a sum or product by their digest, constants of equal parts added up. */
  private gather(node: Node): [digest: string, rest: Part['rest'], constant: Node][] {
    const { algebra } = this.form;
    const found = new Map<string, { rest: Part['rest']; constants: Node[] }>();
    for (const { rest, constant } of this.partsOf(node)) {
      const digest = rest === 'one' ? 'one' : this.digestOfFactors(rest);
      const known = found.get(digest) ?? { rest, constants: [] };
      known.constants.push(constant);
      found.set(digest, known);
    }
    return [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([digest, { rest, constants }]) => [
        digest,
        rest,
        algebra.add(constants.map((constant) => ({ coefficient: 1, node: constant }))),
      ]);
  }

  private partsOf(node: Node): Part[] {
    const { algebra } = this.form;
    if (node.kind !== 'sum') return [this.partOf(node, 1)];
    const parts = node.terms.map((term) => this.partOf(term.node, term.coefficient));
    if (node.constant !== 0) parts.push({ rest: 'one', constant: algebra.number(node.constant) });
    return parts;
  }

  private partOf(node: Node, coefficient: number): Part {
    const { algebra } = this.form;
    if (node.kind === 'number' || isConstant(node))
      return { rest: 'one', constant: algebra.scale(coefficient, node) };
    if (node.kind !== 'product')
      return {
        rest: [{ base: node, sign: 1, exponent: 1 }],
        constant: algebra.number(coefficient),
      };
    const constants = node.factors.filter(isOneFactor);
    return {
      rest: node.factors.filter((factor) => !isOneFactor(factor)),
      constant: algebra.combine([
        { base: algebra.number(coefficient * node.coefficient), sign: 1, exponent: 1 },
        ...constants,
      ]),
    };
  }

  private sorted(factors: readonly Factor[]): Factor[] {
    const key = ({ base, sign, exponent }: Factor): string =>
      `${this.digest(base)}:${sign}:${Number(exponent.toPrecision(9))}`;
    return [...factors].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  private digestOfFactors(factors: readonly Factor[]): string {
    return this.sorted(factors)
      .map(
        ({ base, sign, exponent }) =>
          `${this.digest(base)}:${sign}:${Number(exponent.toPrecision(9))}`,
      )
      .join('*');
  }

  /** The constants below these nodes, each node once. */
  holes(roots: readonly Node[]): Node[] {
    const holes: Node[] = [];
    const seen = new Set<number>();
    const visit = (node: Node): void => {
      if (seen.has(node.id)) return;
      seen.add(node.id);
      if (node.kind === 'number' || isConstant(node)) {
        if (isNumber(node) || node.kind !== 'number') holes.push(node);
        return;
      }
      if (node.kind === 'call') {
        this.argsOf(node).forEach(visitArgument);
        return node.guard ? visitArgument(node.guard) : undefined;
      }
      if (node.kind === 'leaf') return;
      for (const [, rest, constant] of this.gather(node)) {
        holes.push(constant);
        if (rest !== 'one') this.sorted(rest).forEach(({ base }) => visit(base));
      }
    };
    // Equal constants are one node, but as arguments each counts for itself.
    const visitArgument = (node: Node): void => {
      if (node.kind !== 'number' && !isConstant(node)) return visit(node);
      holes.push(node);
    };
    for (const root of roots) visitArgument(root);
    return holes;
  }
}
