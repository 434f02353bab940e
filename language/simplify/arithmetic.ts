import { findFunction } from '../functions';
import { contentOf, factorsOf, isSame, powerOfNumber, scaled } from './factors';
import { isNumber, type Factor, type Node, type SumNode } from './node';
import { ALWAYS, BY_TOTALITY, type Condition, type Rule } from './rule';
import type { Store } from './store';

/** A product of sums is multiplied out up to this many terms. */
const MOST_TERMS = 24;
/** Coefficients that differ by less are the same but for rounding. */
const ROUNDING = 1e-14;

/** Builds sums and products in normal form: sums of products of powers, over what is neither. Every rule holds for all reals. */
export class Arithmetic {
  /** Rules used since the caller last emptied this, each with what allowed it first. */
  readonly used = new Map<Rule, Condition>();

  constructor(readonly store: Store) {}

  protected note(rule: Rule, condition = ALWAYS): void {
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

  protected store1(coefficient: number, factors: readonly Factor[]): Node {
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
}
