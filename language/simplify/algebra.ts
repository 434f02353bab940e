import { findFunction } from '../functions';
import { fitsIn } from '../ir/extent';
import type { Extent } from '../ir/program';
import { isNumber, type Factor, type Node, type SumNode, type Term } from './node';
import { Store } from './store';

/** A product of sums is multiplied out up to this many terms. */
const MOST_TERMS = 24;
/** Coefficients that differ by less are the same but for rounding. */
const ROUNDING = 1e-14;

/** Why a node came out simpler than it was written. */
export type Rule =
  | 'constants are worked out'
  | 'like terms are gathered'
  | 'equal factors are gathered: x / |x| = sign x, x / 0 = 0'
  | 'the scale does not matter to a sign'
  | 'even and odd functions move the sign'
  | 'sign f(x) = sign x'
  | 'both are the same'
  | 'the bound never counts'
  | 'log undoes exp'
  | 'a number comes out of a reduction'
  | 'the condition is known'
  | 'a power of a power is one power'
  | 'the sign is known'
  | 'a matrix turned around twice'
  | 'a product turned around is the product of its factors turned around';

/** What allows a rule where it is used. */
export interface Condition {
  /** A value that the condition is about; null: it names none. */
  readonly about: Node | null;
  readonly says: string;
}

const ALWAYS: Condition = { about: null, says: 'always' };
const BY_TOTALITY: Condition = { about: null, says: 'always, since division by 0 gives 0' };
const LOG_OF_EXP = [-87, 88] as const;

/** Builds nodes in normal form: sums of products of powers, over what is neither. Every rule holds for all reals. */
export class Algebra {
  /** Rules used since the caller last emptied this, each with what allowed it first. */
  readonly used = new Map<Rule, Condition>();

  constructor(readonly store: Store) {}

  private note(rule: Rule, condition = ALWAYS): void {
    if (!this.used.has(rule)) this.used.set(rule, condition);
  }

  number(value: number | boolean): Node {
    return this.store.number(value);
  }

  // ── sums ──

  add(parts: readonly { readonly coefficient: number; readonly node: Node }[]): Node {
    let constant = 0;
    const gathered = new Map<number, { node: Node; coefficient: number; size: number }>();
    const put = (node: Node, coefficient: number): void => {
      if (coefficient === 0) return;
      if (isNumber(node)) {
        constant += coefficient * node.value;
        return;
      }
      if (node.kind === 'sum') {
        constant += coefficient * node.constant;
        for (const term of node.terms) put(term.node, coefficient * term.coefficient);
        return;
      }
      if (node.kind === 'product' && node.coefficient !== 1) {
        put(this.store1(1, node.factors), coefficient * node.coefficient);
        return;
      }
      const known = gathered.get(node.id);
      if (!known) {
        gathered.set(node.id, { node, coefficient, size: Math.abs(coefficient) });
        return;
      }
      this.note('like terms are gathered');
      known.coefficient += coefficient;
      known.size += Math.abs(coefficient);
    };
    for (const { node, coefficient } of parts) put(node, coefficient);
    const terms = [...gathered.values()]
      .filter(({ coefficient, size }) => Math.abs(coefficient) > ROUNDING * size)
      .map(({ node, coefficient }) => ({ node, coefficient }));
    if (terms.length === 0) return this.number(constant);
    if (terms.length === 1 && constant === 0)
      return this.scale(terms[0].coefficient, terms[0].node);
    return this.store.sum(constant, terms);
  }

  plus(a: Node, b: Node): Node {
    return this.add([
      { coefficient: 1, node: a },
      { coefficient: 1, node: b },
    ]);
  }

  minus(a: Node, b: Node): Node {
    return this.add([
      { coefficient: 1, node: a },
      { coefficient: -1, node: b },
    ]);
  }

  scale(coefficient: number, node: Node): Node {
    if (coefficient === 1) return node;
    return this.multiply([this.number(coefficient), node]);
  }

  // ── products ──

  private store1(coefficient: number, factors: readonly Factor[]): Node {
    if (coefficient === 0) return this.number(0);
    if (factors.length === 0) return this.number(coefficient);
    const [only] = factors;
    const plain = factors.length === 1 && only.exponent === 1 && this.isPlain(only);
    if (plain && coefficient === 1) return only.base;
    return this.store.product(coefficient, factors);
  }

  /** sign(x)·|x| is x; for an x that is never negative, |x| is. */
  private isPlain({ base, sign }: Factor): boolean {
    return sign === 1 || this.store.boundsOf(base).low >= 0;
  }

  multiply(nodes: readonly Node[]): Node {
    return this.combine(nodes.map((node) => ({ base: node, sign: 1, exponent: 1 })));
  }

  divide(a: Node, b: Node): Node {
    return this.combine([
      { base: a, sign: 1, exponent: 1 },
      { base: b, sign: 1, exponent: -1 },
    ]);
  }

  /** sign(x)^sign · |x|^exponent. */
  power(node: Node, sign: 0 | 1, exponent: number): Node {
    const result = this.combine([{ base: node, sign, exponent }]);
    if (result === node && sign === 0 && exponent === 1 && node.kind !== 'number')
      this.note('the sign is known', { about: node, says: 'is never below 0' });
    return result;
  }

  /** The product of any factors, in normal form. */
  combine(factors: readonly Factor[]): Node {
    let coefficient = 1;
    const gathered = new Map<number, Factor>();
    const put = ({ base, sign, exponent }: Factor): void => {
      if (isNumber(base)) {
        coefficient *= powerOfNumber(base.value, sign, exponent);
        return;
      }
      if (base.kind === 'product') {
        if (exponent !== 1) this.note('a power of a power is one power');
        coefficient *= powerOfNumber(base.coefficient, sign, exponent);
        for (const inner of base.factors)
          put({
            base: inner.base,
            sign: (inner.sign * sign) as 0 | 1,
            exponent: inner.exponent * exponent,
          });
        return;
      }
      if (base.kind === 'sum') {
        const { shared, rest } = this.takeOut(base);
        if (shared.length > 0) {
          for (const inner of shared)
            put({
              base: inner.base,
              sign: (inner.sign * sign) as 0 | 1,
              exponent: inner.exponent * exponent,
            });
          return put({ base: rest, sign, exponent });
        }
      }
      if (base.kind === 'sum' && exponent === 0) {
        const content = contentOf(base);
        if (content !== 1) {
          coefficient *= powerOfNumber(content, sign, exponent);
          this.note('the scale does not matter to a sign', { about: null, says: `${content} ≠ 0` });
          return put({ base: this.add(scaled(base, 1 / content)), sign, exponent });
        }
      }
      const kept = this.keepingSign(base);
      if (exponent === 0 && kept !== base) {
        this.note('sign f(x) = sign x', { about: null, says: 'f keeps the sign of its argument' });
        return put({ base: kept, sign, exponent });
      }
      const known = gathered.get(base.id);
      if (known) {
        this.note('equal factors are gathered: x / |x| = sign x, x / 0 = 0', BY_TOTALITY);
        const together = {
          base,
          sign: (known.sign ^ sign) as 0 | 1,
          exponent: known.exponent + exponent,
        };
        gathered.set(
          base.id,
          Math.abs(together.exponent) < 1e-12 ? { ...together, exponent: 0 } : together,
        );
      } else gathered.set(base.id, { base, sign, exponent });
    };
    for (const factor of factors) put(factor);
    if (coefficient === 0) return this.number(0);
    const rest = [...gathered.values()]
      .map((factor) => this.settle(factor))
      .flatMap((factor) => {
        if (factor === -1) coefficient = -coefficient;
        return typeof factor === 'number' ? [] : [factor];
      });
    return this.distribute(coefficient, rest);
  }

  /** The numbers for the whole model that all terms of a sum have as a factor, and what is left without them. */
  takeOut(sum: SumNode): { shared: readonly Factor[]; rest: Node } {
    const none = { shared: [], rest: sum };
    if (sum.constant !== 0 || sum.extent === 'model') return none;
    const [first, ...others] = sum.terms.map(({ node }) => factorsOf(node));
    const shared = first.filter(
      (factor) =>
        factor.base.extent === 'model' &&
        others.every((list) => list.some((each) => isSame(each, factor))),
    );
    if (shared.length === 0) return none;
    const without = (node: Node): Node =>
      this.combine(
        factorsOf(node).filter((factor) => !shared.some((each) => isSame(each, factor))),
      );
    const rest = this.add(
      sum.terms.map(({ coefficient, node }) => ({ coefficient, node: without(node) })),
    );
    return { shared, rest };
  }

  /** What bounds know of a factor: ±1 where it is that. */
  private settle(factor: Factor): Factor | 1 | -1 {
    const { low, high, zero } = this.store.boundsOf(factor.base);
    let { sign } = factor;
    let flip = 1;
    if (low >= 0) sign = 0;
    if (high <= 0 && sign === 1) [sign, flip] = [0, -1];
    if (factor.exponent === 0 && sign === 0 && !zero) {
      const says = low >= 0 ? 'is always above 0' : high <= 0 ? 'is always below 0' : 'is never 0';
      this.note('the sign is known', { about: factor.base, says });
      return flip === 1 ? 1 : -1;
    }
    return flip === 1 ? { ...factor, sign } : factor;
  }

  /** Multiplies numbers of the whole model into sums: lr · (u + wd · w) = lr · u + lr · wd · w. */
  private distribute(coefficient: number, factors: readonly Factor[]): Node {
    const sums = factors.filter(
      (factor) => factor.base.kind === 'sum' && factor.exponent === 1 && this.isPlain(factor),
    );
    const others = factors.filter((factor) => !sums.includes(factor));
    const scalars = others.every(({ base }) => base.extent === 'model');
    const fine = sums.filter(({ base }) => base.extent !== 'model');
    const count = sums.reduce((all, { base }) => all * ((base as SumNode).terms.length + 1), 1);
    const takesApart =
      sums.length > 0 &&
      count <= MOST_TERMS &&
      (fine.length === 0 || (fine.length === 1 && scalars));
    if (!takesApart) return this.store1(coefficient, factors);
    const [first, ...rest] = sums;
    const { constant, terms } = first.base as SumNode;
    const remaining = [...rest, ...others];
    const times = (node: Node): Node =>
      this.combine([{ base: node, sign: 1, exponent: 1 }, ...remaining]);
    return this.add([
      ...(constant === 0
        ? []
        : [{ coefficient: coefficient * constant, node: times(this.number(1)) }]),
      ...terms.map((term) => ({
        coefficient: coefficient * term.coefficient,
        node: times(term.node),
      })),
    ]);
  }

  /** The x in f(x), where f keeps the sign of x. */
  private keepingSign(node: Node): Node {
    if (node.kind !== 'call') return node;
    const keeps = findFunction(node.fn)?.rules.laws?.keepsSign === true;
    return keeps ? this.keepingSign(node.args[0]) : node;
  }

  // ── other functions ──

  /** Any function of the table but sums, products and powers, with the rules that its laws give. */
  call(fn: string, args: readonly Node[]): Node {
    const entry = findFunction(fn)!;
    const { laws } = entry.rules;
    const [a, b, c] = args;
    const folded = this.fold(fn, args);
    if (folded !== null) {
      if (args.length > 0) this.note('constants are worked out');
      return folded;
    }
    if (fn === 'where' || fn === 'choose') return this.pick(fn, a, b, c);
    if (laws?.idempotent && a === b) {
      this.note('both are the same');
      return a;
    }
    if (fn === 'max' || fn === 'min') {
      const winner = this.winner(fn, a, b);
      if (winner) return winner;
    }
    if (fn === 'log' && a.kind === 'call' && a.fn === 'exp') {
      const [x] = a.args;
      const { low, high } = this.store.boundsOf(x);
      const [least, most] = LOG_OF_EXP;
      if (low >= least && high <= most) {
        const says = `is from ${least} to ${most}, where exp does not overflow`;
        this.note('log undoes exp', { about: x, says });
        return x;
      }
    }
    if (laws?.parity && signOf(a) < 0) {
      this.note('even and odd functions move the sign');
      const inner = this.store.call(fn, [this.scale(-1, a), ...args.slice(1)]);
      return laws.parity === 'odd' ? this.scale(-1, inner) : inner;
    }
    if (laws?.undoesItself && a.kind === 'call' && a.fn === fn) {
      this.note('a matrix turned around twice');
      return a.args[0];
    }
    if (fn === 'transpose' && a.kind === 'call' && a.fn === 'matmul') {
      this.note('a product turned around is the product of its factors turned around');
      const [left, right] = a.args;
      return this.call('matmul', [this.call(fn, [right]), this.call(fn, [left])]);
    }
    if (laws?.scales) return this.takeOutNumbers(fn, args);
    const ordered = laws?.commutes ? [...args].sort((x, y) => x.id - y.id) : args;
    return this.store.call(fn, ordered);
  }

  private fold(fn: string, args: readonly Node[]): Node | null {
    const { meaning, signature } = findFunction(fn)!;
    if (meaning.per !== 'element' || !args.every(({ kind }) => kind === 'number')) return null;
    const values = args.map((arg) => Number((arg as { value: number | boolean }).value));
    const value = meaning.of((x) => x, ...values);
    if (!Number.isFinite(value)) return null;
    const isTruth = signature.result.kind === 'bool' || isTruthChoice(fn, args);
    return this.number(isTruth ? value !== 0 : value);
  }

  private pick(fn: string, condition: Node, x: Node, y: Node): Node {
    if (x === y) {
      this.note('both are the same');
      return x;
    }
    if (condition.kind === 'number') {
      this.note('the condition is known');
      return condition.value ? x : y;
    }
    return this.store.call(fn, [condition, x, y]);
  }

  private winner(fn: 'max' | 'min', a: Node, b: Node): Node | null {
    const [x, y] = [this.store.boundsOf(a), this.store.boundsOf(b)];
    const first = fn === 'max' ? x.low >= y.high : x.high <= y.low;
    const second = fn === 'max' ? y.low >= x.high : y.high <= x.low;
    const kept = first ? a : second ? b : null;
    // What is finer than the winner would make the result finer.
    if (!kept || !fitsIn((kept === a ? b : a).extent, kept.extent)) return null;
    const dropped = kept === a ? y : x;
    const edge = Number((fn === 'max' ? dropped.high : dropped.low).toPrecision(4));
    const says = fn === 'max' ? `is never below ${edge}` : `is never above ${edge}`;
    this.note('the bound never counts', { about: kept, says });
    return kept;
  }

  /** sum(c · x) = c · sum(x), norm(c · x) = |c| · norm(x), (c · x) @ y = c · (x @ y), for one number c. */
  private takeOutNumbers(fn: string, args: readonly Node[]): Node {
    const bySize = findFunction(fn)!.rules.laws!.scales === 'by size';
    const parts = args.map((arg) => this.numberInFront(fn, arg));
    const inner = this.store.call(
      fn,
      parts.map(({ rest }) => rest),
    );
    const numbers = parts.flatMap(({ number }) => (number ? [number] : []));
    if (numbers.length === 0) return inner;
    const says = 'it is one number for all that is gathered';
    this.note('a number comes out of a reduction', { about: null, says });
    return this.multiply([
      ...numbers.map((number) => (bySize ? this.power(number, 0, 1) : number)),
      inner,
    ]);
  }

  /** The factors of an argument that are one number to a function, and what is left, in the same extent. */
  private numberInFront(fn: string, x: Node): { number: Node | null; rest: Node } {
    const none = { number: null, rest: x };
    if (x.kind !== 'product') return none;
    const per = findFunction(fn)!.meaning.per;
    const coarse = (extent: Extent): boolean =>
      extent === 'model' || (per !== 'model' && extent === 'tensor');
    const outside = x.factors.filter(({ base }) => coarse(base.extent));
    const inside = x.factors.filter((factor) => !outside.includes(factor));
    const rest = this.store1(1, inside);
    if (rest.extent !== x.extent || (outside.length === 0 && x.coefficient === 1)) return none;
    const lead = { base: this.number(x.coefficient), sign: 1, exponent: 1 } as const;
    return { number: this.combine([lead, ...outside]), rest };
  }
}

/** A node as a product; a coefficient is not among its factors. */
export function factorsOf(node: Node): readonly Factor[] {
  if (node.kind === 'product') return node.factors;
  return node.kind === 'number' ? [] : [{ base: node, sign: 1, exponent: 1 }];
}

const isSame = (a: Factor, b: Factor): boolean =>
  a.base === b.base && a.sign === b.sign && a.exponent === b.exponent;

function isTruthChoice(fn: string, args: readonly Node[]): boolean {
  const [, x] = args;
  return (fn === 'choose' || fn === 'where') && x.kind === 'number' && typeof x.value === 'boolean';
}

function powerOfNumber(value: number, sign: 0 | 1, exponent: number): number {
  if (value === 0) return 0;
  return (sign === 1 ? Math.sign(value) : 1) * Math.abs(value) ** exponent;
}

function scaled({ constant, terms }: SumNode, factor: number): Term[] {
  const numbers = terms.map(({ coefficient, node }) => ({
    coefficient: coefficient * factor,
    node,
  }));
  return constant === 0 ? numbers : [...numbers, { coefficient: constant * factor, node: ONE }];
}

/** Stands for 1 among the terms of a sum that is taken apart. */
const ONE: Node = { kind: 'number', id: -1, extent: 'model', value: 1 };

/**
 * The number by which a sum is divided where only its direction matters: coefficients that add up to a number
 * above 0 then add up to 1, so that a mixture stays a mixture; otherwise the first becomes 1.
 */
function contentOf({ constant, terms }: SumNode): number {
  const total = constant + terms.reduce((sum, { coefficient }) => sum + coefficient, 0);
  const sizes =
    Math.abs(constant) + terms.reduce((sum, term) => sum + Math.abs(term.coefficient), 0);
  const content = Math.abs(total) > 1e-9 * sizes ? total : terms[0].coefficient;
  return Math.abs(content - 1) < 1e-12 ? 1 : content;
}

/** −1 for a node whose first sign is a minus: f(−x) and f(x) then have one form. */
function signOf(node: Node): number {
  if (node.kind === 'product') return Math.sign(node.coefficient);
  return node.kind === 'sum' && node.terms.every(({ coefficient }) => coefficient < 0) ? -1 : 1;
}
