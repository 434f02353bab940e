import { findFunction } from '../functions';
import { fineness, resultExtent } from '../ir/extent';
import type { Body, Operand, Program, Statement, ValueType } from '../ir/program';
import { staysInBranch, type Form } from './read';
import type { Algebra } from './algebra';
import { factorsOf } from './factors';
import { isNumber, type Factor, type Node, type SumNode } from './node';
import { leavesOf } from './walk';

/**
 * Writes a normal form as a program again: mixtures as `interp`, common factors in front, powers by their names. Null
 * where that would take something out of a branch that has to stay there.
 */
export function writeProgram(program: Program, form: Form): Program | null {
  const kept = program.slots.filter(({ name }) => form.slots.has(name));
  const entry = new BodyWriter(form);
  const results = [form.update, ...kept.map(({ name }) => form.slots.get(name)!.next)];
  const train = entry.write(results, ['update', ...kept.map(({ name }) => name)]);
  if (entry.strays) return null;
  const slots = kept.map((slot) => {
    const { start } = form.slots.get(slot.name)!;
    const isZero = isNumber(start) && start.value === 0;
    return { ...slot, initial: isZero ? null : new BodyWriter(form).write([start], []) };
  });
  const evalPoint = form.evalPoint && new BodyWriter(form).write([form.evalPoint], []);
  const roots = [
    ...results,
    ...kept.map(({ name }) => form.slots.get(name)!.start),
    ...(form.evalPoint ? [form.evalPoint] : []),
  ];
  const used = new Set(
    leavesOf(roots).flatMap(({ operand }) => (operand.from === 'hyper' ? [operand.name] : [])),
  );
  const hypers = program.hypers.filter(({ name }) => name === 'lr' || used.has(name));
  return { ...program, hypers, slots, train, evalPoint };
}

const NOWHERE = { start: 0, end: 0 };

/** Writes nodes as statements, each once. */
export class BodyWriter {
  readonly statements: Statement[] = [];
  /** Whether something has been written that has to stay in its branch, where nothing is written anew. */
  strays = false;
  private readonly done = new Map<number, Operand>();
  private readonly named = new Set<string>();
  private readonly algebra: Algebra;

  constructor(private readonly form: Form) {
    this.algebra = form.algebra;
  }

  /** The body that yields these nodes; `names` are what the text should call them. */
  write(roots: readonly Node[], names: readonly string[]): Body {
    for (const name of names) this.named.add(name);
    const results = roots.map((root, i) => {
      const operand = this.emit(root);
      this.name(operand, names[i], true);
      return operand;
    });
    return { statements: this.statements, results };
  }

  /** What there is for a node under a name, or without a statement; null: nothing yet. */
  known(node: Node): Operand | null {
    if (node.kind === 'number' || node.kind === 'leaf') return this.emit(node);
    const operand = this.done.get(node.id);
    if (operand?.from !== 'statement') return operand ?? null;
    return this.statements[operand.id].name === null ? null : operand;
  }

  /** Writes a node under a name. */
  put(node: Node, name: string | null): Operand {
    const operand = this.emit(node);
    this.name(operand, name ?? undefined, true);
    return operand;
  }

  /**
   * Writes a statement as it is.
   *
   * @param moved where its operands are now
   * @param node what it is worth, for later parts that are worth the same; null keeps it to itself
   */
  copy(statement: Statement, moved: (operand: Operand) => Operand, node: Node | null): Statement {
    const { fn, args, guard, name, span, fixed } = statement;
    const written = this.apply(fn, args.map(moved));
    const copy = { ...written, guard: guard && moved(guard), name, span, fixed };
    this.statements[copy.id] = copy;
    if (node) this.done.set(node.id, { from: 'statement', id: copy.id });
    return copy;
  }

  private name(operand: Operand, name: string | undefined, replaces: boolean): void {
    if (operand.from !== 'statement' || name === undefined) return;
    const index = this.statements.findIndex(({ id }) => id === operand.id);
    const statement = this.statements[index];
    if (statement.name !== null && !replaces) return;
    this.statements[index] = { ...statement, name };
  }

  private emit(node: Node): Operand {
    let operand = this.done.get(node.id);
    if (!operand) {
      operand = this.emitFresh(node);
      this.done.set(node.id, operand);
      const name = this.form.names.get(node.id);
      if (name !== undefined && !this.named.has(name)) {
        this.named.add(name);
        this.name(operand, name, false);
      }
    }
    return operand;
  }

  private emitFresh(node: Node): Operand {
    switch (node.kind) {
      case 'number':
        return { from: 'literal', value: tidy(node.value) };
      case 'leaf':
        return node.operand;
      case 'call': {
        if (staysInBranch(this.form, node)) this.strays = true;
        const args = node.args.map((arg) => this.emit(arg));
        // What comes out of a branch stands behind it; a choice can stand anywhere.
        return this.call(node.fn === 'choose' ? 'where' : node.fn, args);
      }
      case 'product':
        return this.emitProduct(node.coefficient, node.factors);
      case 'sum':
        return this.emitSum(node);
    }
  }

  private call(fn: string, args: readonly Operand[]): Operand {
    return { from: 'statement', id: this.apply(fn, args).id };
  }

  private apply(fn: string, args: readonly Operand[]): Statement {
    const entry = findFunction(fn)!;
    const types = args.map((arg) => this.typeOf(arg));
    const extent = resultExtent(
      entry,
      types.map((type) => type.extent),
      args,
    );
    const chooses = fn === 'choose' || fn === 'where';
    const kind = chooses ? types[1].kind : entry.signature.result.kind === 'bool' ? 'bool' : 'num';
    const { per } = entry.meaning;
    const settled = per === 'element' || per === 'tensor';
    const fixed = per === 'facts' || (settled && args.every((arg) => this.isFixed(arg)));
    const id = this.statements.length;
    const statement: Statement = {
      id,
      fn,
      args,
      type: { kind, extent },
      fixed,
      guard: null,
      name: null,
      span: NOWHERE,
    };
    this.statements.push(statement);
    return statement;
  }

  private isFixed(operand: Operand): boolean {
    if (operand.from === 'statement') return this.statements[operand.id].fixed;
    return operand.from === 'literal' || operand.from === 'string';
  }

  private typeOf(operand: Operand): ValueType {
    switch (operand.from) {
      case 'statement':
        return this.statements[operand.id].type;
      case 'literal':
        return { kind: typeof operand.value === 'boolean' ? 'bool' : 'num', extent: 'model' };
      case 'string':
        return { kind: 'num', extent: 'model' };
      default:
        return {
          kind: operand.from === 'input' && operand.name === 'epoch_end' ? 'bool' : 'num',
          extent: this.algebra.store.leaf(operand, 'model').extent,
        };
    }
  }

  // ── products ──

  private emitProduct(coefficient: number, factors: readonly Factor[]): Operand {
    const coarseFirst = [...factors].sort(
      (a, b) => fineness(a.base.extent) - fineness(b.base.extent) || a.base.id - b.base.id,
    );
    const above = coarseFirst.filter(({ exponent }) => exponent >= 0);
    const below = coarseFirst.filter(({ exponent }) => exponent < 0);
    const negative = coefficient === -1 && above.length > 0;
    const numerators = above.map((factor) => this.emitFactor(factor));
    if ((coefficient !== 1 && !negative) || above.length === 0)
      numerators.unshift({ from: 'literal', value: tidy(coefficient) });
    let result = this.chain('multiply', numerators);
    if (negative) result = this.call('negative', [result]);
    if (below.length === 0) return result;
    const divisors = below.map((factor) =>
      this.emitFactor({ ...factor, exponent: -factor.exponent }),
    );
    return this.call('divide', [result, this.chain('multiply', divisors)]);
  }

  private chain(fn: string, operands: readonly Operand[]): Operand {
    return operands.reduce((all, operand) => this.call(fn, [all, operand]));
  }

  /** sign(x)^sign · |x|^exponent, exponent ≥ 0, by the function that is just that. */
  private emitFactor({ base, sign, exponent }: Factor): Operand {
    const x = this.emit(base);
    const positive = this.algebra.store.boundsOf(base).low >= 0;
    if (exponent === 0) {
      const one = this.call('sign', [x]);
      return sign === 1 || positive ? one : this.call('abs', [one]);
    }
    if (exponent === 1) return sign === 1 || positive ? x : this.call('abs', [x]);
    const named = NAMED.find((each) => {
      const fits = Math.abs(each.exponent - exponent) < 1e-12;
      return fits && (each.sign === sign || (positive && each.sign === 1));
    });
    if (named) return this.call(named.fn, [x]);
    const p: Operand = { from: 'literal', value: tidy(exponent) };
    const odd = Number.isInteger(exponent) && exponent % 2 !== 0;
    if (odd === (sign === 1) || positive) return this.call('power', [x, p]);
    if (sign === 0) return this.call('power', [this.call('abs', [x]), p]);
    return this.call('multiply', [this.call('sign', [x]), this.call('power', [x, p])]);
  }

  // ── sums ──

  private emitSum(sum: SumNode): Operand {
    const { shared, rest } = this.algebra.takeOut(sum);
    if (shared.length > 0 && rest.kind === 'sum') {
      const [{ coefficient }] = rest.terms;
      const numbers = shared.map((factor) => this.emitFactorEitherWay(factor));
      if (coefficient !== 1) numbers.unshift({ from: 'literal', value: tidy(coefficient) });
      const inner = this.algebra.scale(1 / coefficient, rest);
      return this.call('multiply', [this.chain('multiply', numbers), this.emit(inner)]);
    }
    const groups = this.group(sum);
    const parts: { operand: Operand; minus: boolean }[] = [];
    const mixture = this.findMixture(groups);
    if (mixture) {
      const [x, y] = mixture;
      groups.splice(groups.indexOf(x), 1);
      groups.splice(groups.indexOf(y), 1);
      const weight = this.emit(y.coefficient);
      const args = [this.emit(x.node), this.emit(y.node), weight];
      parts.push({ operand: this.call('interp', args), minus: false });
    }
    for (const { coefficient, node } of groups) {
      const minus = isNumber(coefficient) ? coefficient.value < 0 : leadsWithMinus(coefficient);
      const size = minus ? this.algebra.scale(-1, coefficient) : coefficient;
      const plain = isNumber(size) && size.value === 1;
      const isOne = isNumber(node);
      const operand = plain
        ? this.emit(node)
        : isOne
          ? this.emit(size)
          : this.call('multiply', [this.emit(size), this.emit(node)]);
      parts.push({ operand, minus });
    }
    const first = parts.findIndex(({ minus }) => !minus);
    if (first > 0) parts.unshift(...parts.splice(first, 1));
    const [head, ...others] = parts;
    const start = head.minus ? this.call('negative', [head.operand]) : head.operand;
    return others.reduce(
      (all, { operand, minus }) => this.call(minus ? 'subtract' : 'add', [all, operand]),
      start,
    );
  }

  private emitFactorEitherWay(factor: Factor): Operand {
    return factor.exponent < 0 ? this.emitProduct(1, [factor]) : this.emitFactor(factor);
  }

  /** Terms by what of them is finer than a number for the whole model, each with its number in front. */
  private group(sum: SumNode): { node: Node; coefficient: Node }[] {
    const { algebra } = this;
    const one = algebra.number(1);
    const gathered = new Map<
      number,
      { node: Node; parts: { coefficient: number; node: Node }[] }
    >();
    const put = (node: Node, coefficient: number, number: Node): void => {
      const known = gathered.get(node.id) ?? { node, parts: [] };
      known.parts.push({ coefficient, node: number });
      gathered.set(node.id, known);
    };
    for (const { coefficient, node } of sum.terms) {
      if (sum.extent === 'model') {
        put(node, coefficient, one);
        continue;
      }
      const factors = factorsOf(node);
      const numbers = factors.filter(({ base }) => base.extent === 'model');
      const fine = factors.filter(({ base }) => base.extent !== 'model');
      const lead = node.kind === 'product' ? node.coefficient : 1;
      put(
        fine.length === 0 ? one : algebra.combine(fine),
        coefficient * lead,
        algebra.combine(numbers),
      );
    }
    if (sum.constant !== 0) put(one, sum.constant, one);
    return [...gathered.values()].map(({ node, parts }) => ({
      node,
      coefficient: algebra.add(parts),
    }));
  }

  /** Two terms whose numbers add up to 1, the one with the simpler number last. */
  private findMixture(
    groups: readonly { node: Node; coefficient: Node }[],
  ): [{ node: Node; coefficient: Node }, { node: Node; coefficient: Node }] | null {
    for (const [i, x] of groups.entries())
      for (const y of groups.slice(i + 1)) {
        if (isNumber(x.node) || isNumber(y.node)) continue;
        const total = this.algebra.plus(x.coefficient, y.coefficient);
        if (!isNumber(total) || Math.abs(total.value - 1) > 1e-12) continue;
        if (isPlainOne(x.coefficient) || isPlainOne(y.coefficient)) continue;
        return weightOf(x.coefficient) < weightOf(y.coefficient) ? [y, x] : [x, y];
      }
    return null;
  }
}

const isPlainOne = (node: Node): boolean =>
  isNumber(node) && (node.value === 1 || node.value === 0);

/** Smaller for what makes the better weight of a mixture: a single number, and of two numbers the larger. */
function weightOf(node: Node): number {
  if (isNumber(node)) return -node.value;
  return node.kind === 'leaf' || node.kind === 'call' ? -2 : node.kind === 'product' ? -1.5 : 2;
}

function leadsWithMinus(node: Node): boolean {
  if (node.kind === 'product') return node.coefficient < 0;
  return (
    node.kind === 'sum' && node.constant <= 0 && node.terms.every((term) => term.coefficient < 0)
  );
}

/** Without the last digits that only rounding has put there. */
function tidy(value: number | boolean): number | boolean {
  return typeof value === 'number' ? Number(value.toPrecision(14)) : value;
}

const NAMED = [
  { fn: 'square', sign: 0, exponent: 2 },
  { fn: 'cube', sign: 1, exponent: 3 },
  { fn: 'sqrt', sign: 0, exponent: 1 / 2 },
  { fn: 'cbrt', sign: 1, exponent: 1 / 3 },
] as const;
