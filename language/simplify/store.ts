import { findFunction } from '../functions';
import { between, EVERYTHING, exactly, product, sum, type Interval } from '../functions/interval';
import { magnitude, powerOf, inverse } from '../functions/interval';
import { joinExtents, resultExtent } from '../ir/extent';
import type { Extent, Operand } from '../ir/program';
import {
  leafKey,
  type CallNode,
  type Factor,
  type LeafNode,
  type Node,
  type NumberNode,
  type ProductNode,
  type SumNode,
  type Term,
} from './node';

/** Keeps one node for each form, and the bounds of each as far as they are known. */
export class Store {
  private readonly nodes = new Map<string, Node>();
  private readonly bounds = new Map<number, Interval>();

  private intern<T extends Node>(key: string, make: (id: number) => T): T {
    let node = this.nodes.get(key);
    if (!node) {
      node = make(this.nodes.size);
      this.nodes.set(key, node);
    }
    return node as T;
  }

  number(value: number | boolean): NumberNode {
    const plain = Object.is(value, -0) ? 0 : value;
    return this.intern(`n${plain}`, (id) => ({
      kind: 'number',
      id,
      extent: 'model',
      value: plain,
    }));
  }

  leaf(operand: LeafNode['operand'], extent: Extent): LeafNode {
    return this.intern(`l${leafKey(operand)}`, (id) => ({ kind: 'leaf', id, extent, operand }));
  }

  call(fn: string, args: readonly Node[], guard: Node | null = null): CallNode {
    const entry = findFunction(fn)!;
    const key = `c${fn} ${args.map(({ id }) => id).join(' ')} ${guard ? `if ${guard.id}` : ''}`;
    return this.intern(key, (id) => {
      const extent = resultExtent(
        entry,
        args.map((arg) => arg.extent),
        args.map(operandOf),
      );
      return { kind: 'call', id, extent, fn, args, guard };
    });
  }

  /** The product of factors whose bases differ; the caller has put them together. */
  product(coefficient: number, factors: readonly Factor[]): ProductNode {
    const sorted = [...factors].sort((a, b) => a.base.id - b.base.id);
    const text = sorted.map(({ base, sign, exponent }) => `${base.id}:${sign}:${exponent}`);
    return this.intern(`p${coefficient} ${text.join(' ')}`, (id) => ({
      kind: 'product',
      id,
      extent: sorted.reduce<Extent>((all, { base }) => joinExtents(all, base.extent), 'model'),
      coefficient,
      factors: sorted,
    }));
  }

  /** The sum of terms whose nodes differ; the caller has put them together. */
  sum(constant: number, terms: readonly Term[]): SumNode {
    const sorted = [...terms].sort((a, b) => a.node.id - b.node.id);
    const text = sorted.map(({ coefficient, node }) => `${coefficient}:${node.id}`);
    return this.intern(`s${constant} ${text.join(' ')}`, (id) => ({
      kind: 'sum',
      id,
      extent: sorted.reduce<Extent>((all, { node }) => joinExtents(all, node.extent), 'model'),
      constant,
      terms: sorted,
    }));
  }

  /** Notes what an analysis of the program knows of a node. */
  refine(node: Node, bounds: Interval): void {
    const known = this.boundsOf(node);
    const low = Math.max(known.low, bounds.low);
    const high = Math.min(known.high, bounds.high);
    if (low <= high) this.bounds.set(node.id, between(low, high, known.zero && bounds.zero));
  }

  boundsOf(node: Node): Interval {
    let bounds = this.bounds.get(node.id);
    if (!bounds) {
      bounds = this.derive(node);
      this.bounds.set(node.id, bounds);
    }
    return bounds;
  }

  private derive(node: Node): Interval {
    switch (node.kind) {
      case 'number':
        return exactly(Number(node.value));
      case 'leaf':
        return EVERYTHING;
      case 'call': {
        const rule = findFunction(node.fn)?.rules.interval;
        return rule?.(...node.args.map((arg) => this.boundsOf(arg))) ?? EVERYTHING;
      }
      case 'product':
        return node.factors
          .map((factor) => this.factorBounds(factor))
          .reduce(product, exactly(node.coefficient));
      case 'sum':
        return node.terms
          .map((term) => product(exactly(term.coefficient), this.boundsOf(term.node)))
          .reduce(sum, exactly(node.constant));
    }
  }

  private factorBounds({ base, sign, exponent }: Factor): Interval {
    const x = this.boundsOf(base);
    const size =
      exponent === 0
        ? between(x.zero ? 0 : 1, 1, x.zero)
        : exponent > 0
          ? powerOf(magnitude(x), exponent, false)
          : inverse(powerOf(magnitude(x), -exponent, false));
    if (sign === 0 || x.low >= 0) return size;
    return x.high <= 0
      ? between(-size.high, -size.low, size.zero)
      : between(-size.high, size.high, size.zero);
  }
}

/** A node as an operand where it may say a size: a number or hyperparameter. */
function operandOf(node: Node): Operand {
  if (node.kind === 'leaf') return node.operand;
  return { from: 'literal', value: node.kind === 'number' ? node.value : NaN };
}
