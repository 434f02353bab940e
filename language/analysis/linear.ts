import type { Operand, Statement } from '../ir/program';
import { Graph, isNumber } from './graph';
import { Scalars, type Circumstances } from './scalars';

/** One term of a linear combination: a value times a number that depends on step, `lr` and hyperparameters only. */
export interface Term {
  readonly value: Operand;
  at(circumstances: Circumstances): number;
}

type Coefficient = (circumstances: Circumstances) => number;

/**
 * A value as a linear combination of others that are not: sums, differences and mixtures are taken apart, and
 * factors of model extent become coefficients.
 */
export function linearTerms(operand: Operand, graph: Graph, scalars: Scalars): readonly Term[] {
  const gathered = new Map<string, { value: Operand; parts: Coefficient[] }>();

  const add = (value: Operand, coefficient: Coefficient): void => {
    const key = graph.valueNumber(value);
    const known = gathered.get(key);
    if (known) known.parts.push(coefficient);
    else gathered.set(key, { value, parts: [coefficient] });
  };
  const times = (coefficient: Coefficient, factor: Operand, invert = false): Coefficient => {
    return (circumstances) => {
      const value = scalars.at(factor, circumstances);
      return coefficient(circumstances) * (invert ? (value === 0 ? 0 : 1 / value) : value);
    };
  };
  const visit = (value: Operand, coefficient: Coefficient): void => {
    const maker = graph.maker(value);
    if (maker && takeApart(maker, coefficient)) return;
    if (isNumber(value) && value.value === 0) return;
    add(value, coefficient);
  };
  const takeApart = ({ fn, args }: Statement, coefficient: Coefficient): boolean => {
    const [a, b, c] = args;
    switch (fn) {
      case 'add':
        visit(a, coefficient);
        visit(b, coefficient);
        return true;
      case 'subtract':
        visit(a, coefficient);
        visit(b, (at) => -coefficient(at));
        return true;
      case 'negative':
        visit(a, (at) => -coefficient(at));
        return true;
      case 'multiply': {
        const [factor, rest] = scalars.isKnown(a) ? [a, b] : [b, a];
        if (!scalars.isKnown(factor)) return false;
        visit(rest, times(coefficient, factor));
        return true;
      }
      case 'divide':
        if (!scalars.isKnown(b)) return false;
        visit(a, times(coefficient, b, true));
        return true;
      case 'interp':
        if (!scalars.isKnown(c)) return false;
        visit(a, (at) => coefficient(at) * (1 - scalars.at(c, at)));
        visit(b, times(coefficient, c));
        return true;
      default:
        return false;
    }
  };

  visit(operand, () => 1);
  return [...gathered.values()].map(({ value, parts }) => ({
    value,
    at: (circumstances) => parts.reduce((sum, part) => sum + part(circumstances), 0),
  }));
}
