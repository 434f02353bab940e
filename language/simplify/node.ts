import type { Interval } from '../functions/interval';
import type { Extent, Operand } from '../ir/program';

/** A value as the simplifier sees it: equal values of equal form are one and the same node. */
export type Node = NumberNode | LeafNode | CallNode | ProductNode | SumNode;

interface Common {
  readonly id: number;
  readonly extent: Extent;
}

export interface NumberNode extends Common {
  readonly kind: 'number';
  readonly value: number | boolean;
}

/** An input, hyperparameter, slot or role name. */
export interface LeafNode extends Common {
  readonly kind: 'leaf';
  readonly operand: Exclude<Operand, { from: 'statement' | 'literal' }>;
}

/** A function that is neither a sum, a product nor a power. */
export interface CallNode extends Common {
  readonly kind: 'call';
  readonly fn: string;
  readonly args: readonly Node[];
  /** Of what counts some tensors only: which. */
  readonly guard: Node | null;
}

/** sign(base)^sign · |base|^exponent, and 0 where the base is 0, whatever the exponent. */
export interface Factor {
  readonly base: Node;
  readonly sign: 0 | 1;
  readonly exponent: number;
}

/** coefficient · Π factors; no base is itself a product. */
export interface ProductNode extends Common {
  readonly kind: 'product';
  readonly coefficient: number;
  readonly factors: readonly Factor[];
}

/** constant + Σ coefficient · node; no term is itself a sum, and none has a coefficient of its own. */
export interface SumNode extends Common {
  readonly kind: 'sum';
  readonly constant: number;
  readonly terms: readonly Term[];
}

export interface Term {
  readonly coefficient: number;
  readonly node: Node;
}

export const isNumber = (node: Node): node is NumberNode & { readonly value: number } =>
  node.kind === 'number' && typeof node.value === 'number';

/** Leaves by where they come from: `step`, `hyper beta`, `slot m`. */
export const leafKey = (operand: LeafNode['operand']): string =>
  operand.from === 'string' ? JSON.stringify(operand.value) : `${operand.from} ${operand.name}`;

/** What is known of a node's bounds. */
export type Bounds = (node: Node) => Interval;

/** The nodes that a node is made of directly. */
export function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'call':
      return node.guard ? [...node.args, node.guard] : node.args;
    case 'product':
      return node.factors.map(({ base }) => base);
    case 'sum':
      return node.terms.map((term) => term.node);
    default:
      return [];
  }
}
