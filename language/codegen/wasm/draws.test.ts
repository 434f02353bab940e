import { expect, it } from 'vitest';
import { createReferenceOptimizer } from '../../interpret/reference';
import type { ParameterInfo, StepContext } from '../../parameters';
import { programOf } from '../../testing/program-of';
import { createCompiledOptimizer } from './optimizer';

const SIZES = [1, 2, 3, 4, 5, 7, 20_001];
const PARAMETERS: readonly ParameterInfo[] = [
  ...SIZES.map((size) => ({ name: `of ${size}`, shape: [size], role: 'vector' }) as const),
  { name: 'matrix', shape: [6, 9], role: 'matrix' },
];

const contextAt = (step: number, seed: number): StepContext => ({
  ...{ step, seed, totalSteps: 9, lr: 0.1, lrPeak: 0.1, loss: 1, epochEnd: false, hyper: {} },
});

it.each([
  'normal(w)',
  'uniform(w)',
  'rademacher(w)',
  'normal(row_mean(w)) + normal(col_mean(w))',
  'uniform(norm(w)) * w',
  'uniform(w) - uniform(w)',
])('%s is what the interpreter draws, to the bit', (drawn) => {
  const program = programOf(`def train(w, g, lr):\n  return ${drawn}\n`);
  const compiled = createCompiledOptimizer(program, PARAMETERS);
  expect(compiled.interpreted).toEqual([]);
  const reference = createReferenceOptimizer(program, PARAMETERS, 'float32');
  const zeros = PARAMETERS.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)));
  for (const [step, seed] of [
    [1, 0],
    [2 ** 31 + 5, 2 ** 45 + 2 ** 31 + 3],
  ] as const) {
    compiled.weights.fill(0);
    compiled.step(contextAt(step, seed), { updates: true });
    const expected = reference.step(zeros, zeros, contextAt(step, seed));
    expect(compiled.updates).toEqual(Float32Array.from(expected.flatMap((part) => [...part])));
  }
});
