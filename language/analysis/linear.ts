import type { Operand, Statement } from '../ir/program';
import { operandKey } from '../ir/structure';
import { isNumber, type Graph } from './graph';
import type { Circumstances, Scalars } from './scalars';

/** One term of a linear combination: a value times a number that depends on step, `lr` and hyperparameters only. */
export interface Term {
  readonly value: Operand;
  at(circumstances: Circumstances): number;
}

type Coefficient = (circumstances: Circumstances) => number;

/** A value that is a combination of others, and what each of those is multiplied by. */
interface Combination {
  readonly key: string;
  readonly parts: readonly { readonly value: Operand; readonly times: Coefficient }[];
}

const ONCE: Coefficient = () => 1;
const NEGATED: Coefficient = () => -1;

/**
 * A value as a linear combination of others that are not: sums, differences and mixtures are taken apart, and
 * factors of model extent become coefficients. Each value is taken apart once, however often it is used.
 */
export function linearTerms(operand: Operand, graph: Graph, scalars: Scalars): readonly Term[] {
  const seen = new Set<string>();
  /** Each behind all that it is made of. */
  const combinations: Combination[] = [];
  /** What is not taken apart, by its key, and the term that it belongs to: equal values make one. */
  const leaves = new Map<string, string>();
  const terms = new Map<string, Operand>();
  const visit = (value: Operand): void => {
    const key = operandKey(value);
    if (seen.has(key)) return;
    seen.add(key);
    const parts = takeApart(graph.maker(value), scalars);
    if (parts) {
      for (const part of parts) visit(part.value);
      combinations.push({ key, parts });
    } else if (!isNumber(value) || value.value !== 0) {
      const term = graph.valueNumber(value);
      leaves.set(key, term);
      if (!terms.has(term)) terms.set(term, value);
    }
  };
  visit(operand);

  const sharesAt = (circumstances: Circumstances): ReadonlyMap<string, number> => {
    const shares = new Map([[operandKey(operand), 1]]);
    for (const { key, parts } of combinations.toReversed())
      for (const { value, times } of parts) {
        const part = operandKey(value);
        const share = shares.get(key)! * times(circumstances);
        shares.set(part, (shares.get(part) ?? 0) + share);
      }
    const sums = new Map<string, number>();
    for (const [key, term] of leaves) sums.set(term, (sums.get(term) ?? 0) + shares.get(key)!);
    return sums;
  };
  // The terms of one sum are asked for under the same few circumstances, one after the other.
  const asked: { readonly under: Circumstances; readonly shares: ReadonlyMap<string, number> }[] =
    [];
  const keptShares = (under: Circumstances): ReadonlyMap<string, number> => {
    const kept = asked.find((each) => areSame(each.under, under));
    if (kept) return kept.shares;
    const shares = sharesAt(under);
    asked.push({ under, shares });
    return shares;
  };
  return [...terms].map(([term, value]) => ({
    value,
    at: (circumstances) => keptShares(circumstances).get(term)!,
  }));
}

const areSame = (a: Circumstances, b: Circumstances): boolean =>
  a.step === b.step && a.lr === b.lr && a.hypers === b.hypers;

/** What a statement adds up, if it does nothing else. */
function takeApart(maker: Statement | null, scalars: Scalars): Combination['parts'] | null {
  if (!maker) return null;
  const [a, b, c] = maker.args;
  const known = (factor: Operand): Coefficient => {
    return (circumstances) => scalars.at(factor, circumstances);
  };
  switch (maker.fn) {
    case 'add':
      return [
        { value: a, times: ONCE },
        { value: b, times: ONCE },
      ];
    case 'subtract':
      return [
        { value: a, times: ONCE },
        { value: b, times: NEGATED },
      ];
    case 'negative':
      return [{ value: a, times: NEGATED }];
    case 'multiply': {
      const [factor, rest] = scalars.isKnown(a) ? [a, b] : [b, a];
      return scalars.isKnown(factor) ? [{ value: rest, times: known(factor) }] : null;
    }
    case 'divide': {
      const divisor = known(b);
      const inverse: Coefficient = (circumstances) => {
        const value = divisor(circumstances);
        return value === 0 ? 0 : 1 / value;
      };
      return scalars.isKnown(b) ? [{ value: a, times: inverse }] : null;
    }
    case 'interp': {
      const weight = known(c);
      return scalars.isKnown(c)
        ? [
            { value: a, times: (circumstances) => 1 - weight(circumstances) },
            { value: b, times: weight },
          ]
        : null;
    }
    default:
      return null;
  }
}
