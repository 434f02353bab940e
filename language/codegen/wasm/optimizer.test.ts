import { describe, expect, it } from 'vitest';
import { createReferenceOptimizer } from '../../interpret/reference';
import type { Program } from '../../ir/program';
import { GALLERY, PROGRAMS, trainable } from '../../testing/programs';
import { programOf } from '../../testing/program-of';
import type { ParameterInfo, StepContext } from '../../parameters';
import { createCompiledOptimizer } from './optimizer';
import type { Passes } from '../../interpret/reference';

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [3, 5], role: 'matrix' },
  { name: 'bias', shape: [5], role: 'bias' },
  { name: 'row', shape: [1, 7], role: 'matrix' },
  { name: 'column', shape: [6, 1], role: 'embedding' },
  { name: 'filters', shape: [2, 2, 1, 3], role: 'conv' },
  { name: 'temperature', shape: [], role: 'vector' },
];

const sizeOf = ({ shape }: ParameterInfo): number => shape.reduce((a, b) => a * b, 1);

function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
}
const contextAt = (step: number): StepContext => ({
  step, totalSteps: 20, lr: 0.01 * (1 + step / 20), lrPeak: 0.02, loss: 1 / step, epochEnd: step % 5 === 0, hyper: {},
});
const passes: Passes = (weights) => ({ loss: 3, gradients: weights.map((w) => Array.from(w, (x) => 0.7 * (x - 0.3))) });

export function largestDifference(program: Program, steps: number): number {
  const next = numbersFrom(7);
  const offsets: number[] = [];
  let total = 0;
  for (const p of PARAMETERS) { offsets.push(total); total += sizeOf(p); }
  const compiled = createCompiledOptimizer(program, PARAMETERS);
  const reference = createReferenceOptimizer(program, PARAMETERS, 'float32');
  const split = (flat: Float32Array) => PARAMETERS.map((p, i) => flat.slice(offsets[i], offsets[i] + sizeOf(p)));
  compiled.weights.set(Float32Array.from({ length: total }, next));
  let worst = 0;
  for (let step = 1; step <= steps; step++) {
    compiled.gradients.set(Float32Array.from({ length: total }, next));
    const weights = split(compiled.weights);
    const expected = reference.step(weights, split(compiled.gradients), contextAt(step), passes);
    compiled.step(contextAt(step), { updates: true, passes });
    split(compiled.updates).forEach((u, t) => u.forEach((x, i) => {
      const e = expected[t][i];
      const d = x === e || (Number.isNaN(x) && Number.isNaN(e)) ? 0 : Math.abs(x - e) / (1 + Math.abs(e));
      worst = Math.max(worst, Number.isNaN(d) ? Infinity : d);
    }));
    split(compiled.weights).forEach((w, t) => w.forEach((x, i) => {
      const e = Math.fround(weights[t][i] - expected[t][i]);
      const d = x === e ? 0 : Math.abs(x - e) / (1 + Math.abs(e));
      worst = Math.max(worst, Number.isNaN(d) ? Infinity : d);
    }));
  }
  return worst;
}

describe('programs', () => {
  it.each([...GALLERY, ...PROGRAMS])('%s', (_, source) => {
    const program = trainable(programOf(source));
    expect(largestDifference(program, 10)).toBeLessThan(1e-6);
  });
});
