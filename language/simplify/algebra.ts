import { findFunction } from '../functions';
import { fitsIn } from '../ir/extent';
import type { Extent } from '../ir/program';
import { Arithmetic } from './arithmetic';
import type { Node } from './node';

const LOG_OF_EXP = [-87, 88] as const;

/** Builds nodes in normal form: sums and products as `Arithmetic` does, any other function by the laws of the table. */
export class Algebra extends Arithmetic {
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

function isTruthChoice(fn: string, args: readonly Node[]): boolean {
  const [, x] = args;
  return (fn === 'choose' || fn === 'where') && x.kind === 'number' && typeof x.value === 'boolean';
}

/** −1 for a node whose first sign is a minus: f(−x) and f(x) then have one form. */
function signOf(node: Node): number {
  if (node.kind === 'product') return Math.sign(node.coefficient);
  return node.kind === 'sum' && node.terms.every(({ coefficient }) => coefficient < 0) ? -1 : 1;
}
