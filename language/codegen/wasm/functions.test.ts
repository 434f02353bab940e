import { describe, expect, it } from 'vitest';
import { ELEMENTWISE, meaningOf, programCalling } from '../../testing/elementwise';
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

describe('a kernel of one function', () => {
  it.each(ELEMENTWISE.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
    const program = programOf(programCalling(entry));
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
    g.forEach((_, i) => {
      const args = [g[i], w[i], m[i]] as const;
      const actual = updates[i];
      const words = `${name}(${args.join(', ')}) = ${actual}`;
      const expected = meaningOf(entry, args, Math.fround);
      if (Object.is(actual, expected)) return;
      if (SAME.has(name)) {
        expect(actual, words).toBe(expected);
        return;
      }
      const exact = meaningOf(entry, args, (x) => x);
      expect(ulpsBetween(actual, exact), words).toBeLessThanOrEqual(
        IN_FLOAT32.get(name) ?? ROUNDED_ONCE,
      );
    });
  });
});
