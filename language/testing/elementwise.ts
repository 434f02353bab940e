import { FUNCTIONS } from '../functions';
import type { FunctionEntry } from '../functions/entry';

/** Functions that kernels work out element by element, and a program can call with values of any extent. */
export const ELEMENTWISE: readonly FunctionEntry[] = FUNCTIONS.filter(
  ({ kernel, signature, callable, operator }) =>
    typeof kernel === 'function' &&
    (callable || operator) &&
    signature.arguments.every(({ finest }) => finest === undefined),
);

/** A program whose update is what a function gives for `g`, then `w`, then the slot `m`, which stays. */
export function programCalling(entry: FunctionEntry): string {
  const truth = entry.signature.result.kind === 'bool';
  const value = truth ? `where(${call(entry)}, 1, 0)` : call(entry);
  return `m: state(elem) = zeros\n\ndef train(w, g, m, lr):\n  return ${value}, m\n`;
}

function call({ name, operator, signature }: FunctionEntry): string {
  const args = signature.arguments.map(({ kind }, i) => {
    const value = ['g', 'w', 'm'][i];
    return kind === 'bool' ? `(${value} > 0)` : value;
  });
  if (!operator) return `${name}(${args.join(', ')})`;
  const { symbol, arity } = operator;
  return arity === 1 ? `(${symbol} ${args[0]})` : args.join(` ${symbol} `);
}

/** What a function means for numbers given as `programCalling` gives them. */
export function meaningOf(
  { name, meaning, signature }: FunctionEntry,
  given: readonly [g: number, w: number, m: number],
  round: (x: number) => number,
): number {
  if (meaning.per !== 'element') throw new Error(`${name} is no element-wise function`);
  const args = signature.arguments.map(({ kind }, i) =>
    kind === 'bool' ? +(given[i] > 0) : given[i],
  );
  return meaning.of(round, ...args);
}
