import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions';
import type { FunctionEntry } from '../../functions/entry';
import { anyFloat, lehmer, SPECIALS, ulpsBetween } from '../../testing/numbers';
import { programOf } from '../../testing/program-of';
import { createCompiledOptimizer } from './optimizer';

/** Functions that are worked out in float32, each operation rounded as the reference rounds it. */
const SAME = new Set(
  (
    'add subtract multiply divide negative abs sign floor round square cube sqrt reciprocal max min interp clamp ' +
    'where equal not_equal less less_equal greater greater_equal and or not'
  ).split(' '),
);
/** Worked out in float32 by polynomials: so far from the true value, in units in the last place. */
const IN_FLOAT32: ReadonlyMap<string, number> = new Map([
  ['exp', 1],
  ['exp2', 1],
  ['exp10', 2.5],
  ['sinh', 2.5],
  ['cosh', 2.5],
  ['tanh', 2.5],
  ['sigmoid', 2.5],
  ['arcsin', 2.5],
  ['arccos', 2.5],
  ['erf', 2.5],
]);
/** All others are worked out in float64 and rounded. */
const ROUNDED_ONCE = 0.51;

const SAMPLES = 4000;

/** Numbers of all sizes; first every special number beside every other. */
function samplesFor(position: number): Float32Array {
  const next = lehmer(position + 1);
  const count = SPECIALS.length;
  return Float32Array.from({ length: count ** 2 + SAMPLES }, (_, i) => {
    if (i < count ** 2) return SPECIALS[position === 0 ? i % count : Math.floor(i / count)];
    const scale = [1e-4, 0.01, 1, 10, 100, 1e6][i % 6];
    return i % 3 === 0 ? anyFloat(next) : scale * (2 * next() - 1);
  });
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

const elementwise = FUNCTIONS.filter(
  ({ kernel, signature, callable, operator }) =>
    typeof kernel === 'function' &&
    (callable || operator) &&
    signature.arguments.every(({ finest }) => finest === undefined),
);

describe('a kernel of one function', () => {
  it.each(elementwise.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
    const truth = entry.signature.result.kind === 'bool';
    const value = truth ? `where(${call(entry)}, 1, 0)` : call(entry);
    const program = programOf(
      `m: state(elem) = zeros\n\ndef train(w, g, m, lr):\n  return ${value}, m\n`,
    );
    const [g, w, m] = [0, 1, 2].map(samplesFor);
    const optimizer = createCompiledOptimizer(program, [
      { name: 'samples', shape: [g.length], role: 'vector' },
    ]);
    optimizer.weights.set(w);
    optimizer.gradients.set(g);
    const none = { lr: 0.1, lrPeak: 0.1, loss: 1, epochEnd: false, hyper: {} };
    const context = { step: 1, totalSteps: 1, ...none };
    optimizer.writeSlots({ m: [m] }, context);
    optimizer.step(context, { updates: true });

    const { updates } = optimizer;
    const { meaning, signature } = entry;
    if (meaning.per !== 'element') throw new Error(`${name} is no element-wise function`);
    g.forEach((_, i) => {
      const args = [g[i], w[i], m[i]].slice(0, signature.arguments.length);
      const given = args.map((x, a) => (signature.arguments[a].kind === 'bool' ? +(x > 0) : x));
      const actual = updates[i];
      const words = `${name}(${args.join(', ')}) = ${actual}`;
      const expected = meaning.of(Math.fround, ...given);
      if (Object.is(actual, expected)) return;
      if (SAME.has(name)) {
        expect(actual, words).toBe(expected);
        return;
      }
      const exact = meaning.of((x) => x, ...given);
      expect(ulpsBetween(actual, exact), words).toBeLessThanOrEqual(
        IN_FLOAT32.get(name) ?? ROUNDED_ONCE,
      );
    });
  });
});
