import { findFunction } from '../functions';
import type { Node } from './node';

/** The number that a node made of hyperparameters is, given theirs. */
export function evaluateConstant(node: Node, hypers: ReadonlyMap<string, number>): number {
  switch (node.kind) {
    case 'number':
      return Number(node.value);
    case 'leaf':
      return node.operand.from === 'hyper' ? (hypers.get(node.operand.name) ?? NaN) : NaN;
    case 'call': {
      const { meaning } = findFunction(node.fn)!;
      if (meaning.per !== 'element') return NaN;
      return meaning.of((x) => x, ...node.args.map((arg) => evaluateConstant(arg, hypers)));
    }
    case 'product':
      return node.factors.reduce((all, { base, sign, exponent }) => {
        const x = evaluateConstant(base, hypers);
        if (x === 0) return 0;
        return all * (sign === 1 ? Math.sign(x) : 1) * Math.abs(x) ** exponent;
      }, node.coefficient);
    case 'sum':
      return node.terms.reduce(
        (all, term) => all + term.coefficient * evaluateConstant(term.node, hypers),
        node.constant,
      );
  }
}
