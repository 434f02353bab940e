import type { Factor, Node, SumNode, Term } from './node';

/** A node as a product; a coefficient is not among its factors. */
export function factorsOf(node: Node): readonly Factor[] {
  if (node.kind === 'product') return node.factors;
  return node.kind === 'number' ? [] : [{ base: node, sign: 1, exponent: 1 }];
}

/** Of one base to one power. */
export const isSame = (a: Factor, b: Factor): boolean =>
  a.base === b.base && a.sign === b.sign && a.exponent === b.exponent;

/** sign(value)^sign · |value|^exponent. */
export function powerOfNumber(value: number, sign: 0 | 1, exponent: number): number {
  if (value === 0) return 0;
  return (sign === 1 ? Math.sign(value) : 1) * Math.abs(value) ** exponent;
}

/** A sum times a number, its constant among its terms. */
export function scaled({ constant, terms }: SumNode, factor: number): Term[] {
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
export function contentOf({ constant, terms }: SumNode): number {
  const total = constant + terms.reduce((sum, { coefficient }) => sum + coefficient, 0);
  const sizes =
    Math.abs(constant) + terms.reduce((sum, term) => sum + Math.abs(term.coefficient), 0);
  const content = Math.abs(total) > 1e-9 * sizes ? total : terms[0].coefficient;
  return Math.abs(content - 1) < 1e-12 ? 1 : content;
}
