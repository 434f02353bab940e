import { describe, expect, it } from 'vitest';
import { analyze } from '../../analyze';
import type { Figures, Observation } from '../../interpret/figures';
import { createReferenceOptimizer } from '../../interpret/reference';
import type { Operand, Program } from '../../ir/program';
import { findWatched } from '../../ir/watched';
import type { ParameterInfo, StepContext } from '../../parameters';
import { lehmer } from '../../testing/numbers';
import { programOf } from '../../testing/program-of';
import { GALLERY, trainable } from '../../testing/programs';
import { inputsFor, type Given } from '../../testing/random-inputs';
import { randomProgram } from '../../testing/random-programs';
import { createCompiledOptimizer, type CompiledOptimizer } from './optimizer';

/** OPTISCOPE_PROGRAMS=5000 tries them all; otherwise some. */
const PROGRAMS = Number(process.env['OPTISCOPE_PROGRAMS'] ?? 120);

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [3, 5], role: 'matrix' },
  { name: 'bias', shape: [5], role: 'bias' },
  { name: 'wide', shape: [17, 61], role: 'matrix' },
  { name: 'filters', shape: [2, 2, 1, 3], role: 'conv' },
  { name: 'temperature', shape: [], role: 'vector' },
];

const contextAt = (step: number): StepContext => ({
  step,
  totalSteps: 20,
  lr: 0.01,
  lrPeak: 0.02,
  loss: 1 / step,
  epochEnd: step % 5 === 0,
  hyper: {},
});

const fill = (list: Float32Array, next: () => number, scale = 1): void => {
  for (let i = 0; i < list.length; i++) list[i] = scale * (2 * next() - 1);
};

/** Lists of numbers, one for each parameter. */
function split(flat: ArrayLike<number>, parameters: readonly ParameterInfo[]): Float64Array[] {
  let end = 0;
  return parameters.map(({ shape }) => {
    const start = end;
    end += shape.reduce((a, b) => a * b, 1);
    return Float64Array.from({ length: end - start }, (_, i) => flat[start + i]);
  });
}

const bowl = (weights: readonly ArrayLike<number>[]) => ({
  loss: weights.reduce((sum, w) => sum + Array.from(w).reduce((part, x) => part + x * x, 0), 0),
  gradients: weights.map((w) => Array.from(w, (x) => Math.fround(2 * (x - 0.3)))),
});

/** Of 1024 numbers in eight float32 lanes that take two at a time: 66 roundings one after the other, then float64. */
const SUMMING = 66 * 2 ** -24;

/** What kernels and the reference round differently, beside a value's size. */
const ROUNDING = 1e-5;

/** How far figures are apart beside what float32 sums of the same numbers may be, 1 at most; what differs in kind is Infinity. */
function apart(actual: Figures | null, expected: Figures | null, slack = 0): number {
  if (actual === null || expected === null) return actual === expected ? 0 : Infinity;
  if (actual.count !== expected.count || actual.nonFinite !== expected.nonFinite) return Infinity;
  if (actual.zeros !== expected.zeros && slack === 0) return Infinity;
  const size = expected.rms ?? 0;
  const allowed = (SUMMING + slack) * size + 2 ** -149 + slack * 1e-3;
  const far = (a: number | null, b: number | null): number =>
    a === null || b === null ? (a === b ? 0 : Infinity) : Math.abs(a - b) / allowed;
  return Math.max(
    far(actual.rms, expected.rms),
    far(actual.mean, expected.mean),
    far(actual.largest, expected.largest) * (size / (expected.largest || 1)),
  );
}

function plain(numbers: ArrayLike<number>): Figures {
  const all = Array.from(numbers);
  const finite = all.filter(Number.isFinite);
  const mean = (list: readonly number[]): number | null =>
    list.length === 0 ? null : list.reduce((a, b) => a + b, 0) / list.length;
  const squares = mean(finite.map((x) => x * x));
  return {
    count: all.length,
    nonFinite: all.length - finite.length,
    zeros: all.filter((x) => x === 0).length / all.length,
    rms: squares === null ? null : Math.sqrt(squares),
    mean: mean(finite),
    largest: finite.length === 0 ? null : Math.max(...finite.map(Math.abs)),
  };
}

/** The optimizer, put where a random program starts from. */
function startedAt(program: Program, given: Given): CompiledOptimizer {
  const optimizer = createCompiledOptimizer(program, given.parameters);
  const flat = (lists: readonly Float64Array[]): number[] => lists.flatMap((list) => [...list]);
  optimizer.weights.set(flat(given.w));
  optimizer.gradients.set(flat(given.g));
  optimizer.writeSlots(given.slots, given.context);
  return optimizer;
}

/** The numbers that a value has: those of a program that takes it from the weights. */
function numbersOf(program: Program, value: Operand, given: Given): Float64Array[] {
  const { train } = program;
  const results = [value, ...train.results.slice(1)];
  const asking = startedAt({ ...program, train: { ...train, results } }, given);
  asking.step(given.context, { updates: true });
  return split(asking.updates, given.parameters);
}

const randomPrograms = function* (count: number) {
  for (let seed = 0; seed < count; seed++) {
    const source = randomProgram(seed);
    const { program } = analyze(source, { lints: false });
    if (program) yield { program, seed, source, given: inputsFor(program, seed) };
  }
};

describe('an observed step', () => {
  it('measures the numbers that each value has, of random programs', () => {
    let measured = 0;
    for (const { program, seed, source, given } of randomPrograms(PROGRAMS)) {
      const seen = startedAt(program, given).step(given.context, { observe: true })!;
      const { values } = findWatched(program);
      values.forEach(({ operand }, i) => {
        if (operand.from !== 'statement') return;
        const { type } = program.train.statements.find(({ id }) => id === operand.id)!;
        if (type.extent !== 'elem') return;
        const lists = numbersOf(program, operand, given);
        seen[i].parameters.forEach((figures, t) => {
          if (figures === null) return;
          measured++;
          const away = apart(figures, plain(lists[t]));
          if (away > 1)
            expect.fail(
              `value ${i} in tensor ${t} is ${JSON.stringify(figures)}, not ${JSON.stringify(plain(lists[t]))}, with seed ${seed} of\n${source}`,
            );
        });
      });
    }
    expect(measured).toBeGreaterThan(2 * PROGRAMS);
  }, 300_000);

  it('is the same as any other to the bit, of random programs', () => {
    for (const { program, seed, source, given } of randomPrograms(PROGRAMS)) {
      const [plainly, observed] = [false, true].map((observe) => {
        const optimizer = startedAt(program, given);
        optimizer.step(given.context, { observe });
        return [...optimizer.weights, ...Object.values(optimizer.readSlots()!).flat()].map((x) =>
          typeof x === 'number' ? x : Array.from(x),
        );
      });
      if (JSON.stringify(plainly) !== JSON.stringify(observed))
        expect.fail(`seed ${seed} of\n${source}`);
    }
  }, 300_000);

  it.each(GALLERY)('agrees with the float32 reference, statement by statement: %s', (_, source) => {
    const program = trainable(programOf(source));
    const compiled = createCompiledOptimizer(program, PARAMETERS);
    const alike = createCompiledOptimizer(program, PARAMETERS);
    const reference = createReferenceOptimizer(program, PARAMETERS, 'float32');
    const next = lehmer(7);
    fill(compiled.weights, next);
    alike.weights.set(compiled.weights);
    for (let step = 1; step <= 6; step++) {
      fill(compiled.gradients, next, 10 ** (step - 3));
      alike.gradients.set(compiled.gradients);
      const context = contextAt(step);
      let expected: Observation = [];
      const lists = [compiled.weights, compiled.gradients].map((flat) => split(flat, PARAMETERS));
      reference.step(lists[0], lists[1], context, bowl, (seen) => (expected = seen));
      const actual = compiled.step(context, { passes: bowl, observe: true })!;
      alike.step(context, { passes: bowl });
      expect(actual).toHaveLength(expected.length);
      const { values } = findWatched(program);
      values.forEach(({ name, span }, i) => {
        const where = `${name} at step ${step}`;
        // Slots that a tensor has no use for are not kept by the reference.
        const known = span !== null || expected[i].parameters.every((each) => each !== null);
        if (known)
          expect(apart(actual[i].whole, expected[i].whole, ROUNDING), where).toBeLessThan(1);
        actual[i].parameters.forEach((figures, t) => {
          const wanted = expected[i].parameters[t];
          if (span === null && wanted === null) return;
          expect(apart(figures, wanted, ROUNDING), `${where} in tensor ${t}`).toBeLessThan(1);
        });
      });
      expect(compiled.weights).toEqual(alike.weights);
    }
  });

  const observe = (source: string, numbers: readonly number[], step = 1): Observation => {
    const parameters = [{ name: 'w', shape: [numbers.length], role: 'vector' } as const];
    const optimizer = createCompiledOptimizer(programOf(source), parameters);
    optimizer.gradients.set(numbers);
    return optimizer.step(contextAt(step), { observe: true })!;
  };

  it.each([
    [[0, 3, -4, NaN, Infinity, 0], { count: 6, nonFinite: 2, zeros: 1 / 3, largest: 4 }],
    [Array<number>(1000).fill(NaN), { count: 1000, nonFinite: 1000, rms: null, largest: null }],
    [Array<number>(1003).fill(1e30), { count: 1003, nonFinite: 0, zeros: 0 }],
    [[...Array<number>(999).fill(-1e-30), 0], { count: 1000, zeros: 1e-3 }],
    [[...Array<number>(1999).fill(-7), 0], { count: 2000, zeros: 5e-4, largest: 7 }],
    [[...Array<number>(1999).fill(1e-22), 3], { count: 2000, zeros: 0, largest: 3 }],
    [Array<number>(1100).fill(-0), { count: 1100, zeros: 1, rms: 0, largest: 0 }],
    [[...Array<number>(1600).fill(1), NaN], { count: 1601, nonFinite: 1, rms: 1 }],
    [[NaN, ...Array<number>(1600).fill(1)], { count: 1601, nonFinite: 1, rms: 1 }],
    [[-Infinity, ...Array<number>(1600).fill(1)], { count: 1601, nonFinite: 1, mean: 1 }],
    [Array<number>(5).fill(1e-44), { zeros: 0 }],
  ])('counts and sums up what float32 stumbles over: %#', (numbers, known) => {
    const [{ parameters }] = observe('def train(w, g, lr):\n  x = g * 1\n  return x\n', numbers);
    expect(parameters[0]).toMatchObject(known);
    expect(apart(parameters[0], plain(Float32Array.from(numbers)))).toBeLessThan(1);
  });

  it('gives nothing of a branch that is not taken', () => {
    const source =
      'def train(w, g, lr):\n  if step > 2:\n    x = 2 * g\n  else:\n    x = g * step\n  return lr * x\n';
    const [taken, other] = [3, 1].map((step) => observe(source, [1, 2, 3], step));
    expect(taken[0].whole).toMatchObject({ largest: 6 });
    expect(taken[1].whole).toBeNull();
    expect(other[0].whole).toBeNull();
    expect(other[1].whole).toMatchObject({ largest: 3 });
  });

  it('gives a number of the whole model as one', () => {
    const [scale] = observe('def train(w, g, lr):\n  s = 2 * step\n  return s * g\n', [1]);
    expect(scale).toMatchObject({ whole: { count: 1, rms: 2, mean: 2 }, parameters: [] });
  });
});
