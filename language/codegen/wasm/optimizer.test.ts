import { describe, expect, it } from 'vitest';
import { createReferenceOptimizer, type Passes } from '../../interpret/reference';
import type { Program } from '../../ir/program';
import type { ParameterInfo, StepContext } from '../../parameters';
import { lehmer } from '../../testing/numbers';
import { programOf } from '../../testing/program-of';
import { GALLERY, PROGRAMS, trainable } from '../../testing/programs';
import { createCompiledOptimizer, type CompiledOptimizer } from './optimizer';

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [3, 5], role: 'matrix' },
  { name: 'bias', shape: [5], role: 'bias' },
  { name: 'row', shape: [1, 7], role: 'matrix' },
  { name: 'column', shape: [6, 1], role: 'embedding' },
  { name: 'filters', shape: [2, 2, 1, 3], role: 'conv' },
  { name: 'temperature', shape: [], role: 'vector' },
];

const sizeOf = ({ shape }: ParameterInfo): number => shape.reduce((a, b) => a * b, 1);
const totalOf = (parameters: readonly ParameterInfo[]): number =>
  parameters.reduce((sum, parameter) => sum + sizeOf(parameter), 0);

/** The parts of a flat list, one for each parameter. */
function split(flat: Float32Array, parameters: readonly ParameterInfo[]): Float32Array[] {
  let end = 0;
  return parameters.map((parameter) => {
    end += sizeOf(parameter);
    return flat.slice(end - sizeOf(parameter), end);
  });
}

const contextAt = (step: number, hyper: Record<string, number> = {}): StepContext => ({
  step,
  totalSteps: 20,
  lr: 0.01 * (1 + step / 20),
  lrPeak: 0.02,
  loss: 1 / step,
  epochEnd: step % 5 === 0,
  hyper,
});

/** A bowl around 0.3: what a program sees at other weights. */
const bowl: Passes = (weights) => ({
  loss: weights.reduce((sum, w) => sum + w.reduce((part, x) => part + (x - 0.3) ** 2, 0), 0),
  gradients: weights.map((w) => w.map((x) => Math.fround(2 * (x - 0.3)))),
});

const fill = (list: Float32Array, next: () => number, scale = 1): void => {
  for (let i = 0; i < list.length; i++) list[i] = scale * (2 * next() - 1);
};

interface Options {
  readonly parameters?: readonly ParameterInfo[];
  readonly scale?: number;
  readonly hyper?: Record<string, number>;
}

/** The largest difference from the reference beside 1 + |reference|, on the same weights at each step. */
function largestDifference(
  program: Program,
  steps: number,
  { parameters = PARAMETERS, scale = 1, hyper = {} }: Options = {},
): number {
  const next = lehmer(7);
  const compiled = createCompiledOptimizer(program, parameters);
  const reference = createReferenceOptimizer(program, parameters, 'float32');
  fill(compiled.weights, next, scale);
  let largest = 0;
  const compare = (actual: number, expected: number): void => {
    if (Object.is(actual, expected)) return;
    const difference = Math.abs(actual - expected) / (1 + Math.abs(expected));
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  };
  for (let step = 1; step <= steps; step++) {
    fill(compiled.gradients, next, scale);
    const context = contextAt(step, hyper);
    const before = split(compiled.weights, parameters);
    const expected = reference.step(before, split(compiled.gradients, parameters), context, bowl);
    compiled.step(context, { updates: true, passes: bowl });
    split(compiled.updates, parameters).forEach((update, t) =>
      update.forEach((x, i) => compare(x, expected[t][i])),
    );
    split(compiled.weights, parameters).forEach((w, t) =>
      w.forEach((x, i) => compare(x, Math.fround(before[t][i] - expected[t][i]))),
    );
  }
  const weights = split(compiled.weights, parameters);
  const point = reference.evalPoint(weights);
  split(compiled.evalPoint(), parameters).forEach((part, t) =>
    part.forEach((x, i) => compare(x, point[t][i])),
  );
  return largest;
}

const galleryProgram = (name: string): Program =>
  trainable(programOf(GALLERY.find(([each]) => each === name)![1]));

describe('whole programs, step after step beside the float32 reference', () => {
  it.each([...GALLERY, ...PROGRAMS])('%s', (_, source) => {
    const program = trainable(programOf(source));
    for (const scale of [1e-3, 1, 30])
      expect(largestDifference(program, 6, { scale })).toBeLessThan(2e-6);
  });

  it.each(['adamw', 'lamb'])('%s on a million numbers', (name) => {
    const parameters = [{ name: 'w', shape: [1_000_003], role: 'vector' } as const];
    expect(largestDifference(galleryProgram(name), 1, { parameters })).toBeLessThan(2e-6);
  });

  it('hyperparameters beyond what they declare', () => {
    const program = programOf(
      'eps: hyper(1e-8, 1) = 1e-3\n\ndef train(w, g, lr):\n  return lr * g / (abs(w - w) + eps)\n',
    );
    expect(largestDifference(program, 1, { hyper: { eps: 0 } })).toBe(0);
  });
});

describe('branches that the step decides', () => {
  const TWO_WAYS = `
k: hyper(1, 10, int) = 2

slow: state = w
seen: state(model) = 0

def train(w, g, slow, seen, lr):
  update = lr * g
  if every(k):
    slow = interp(slow, w - update, 0.5)
    update = w - slow
    seen = seen + 1
  elif step > 3:
    update = update * 2
  if step * lr > 0.1:
    update = sign(update)
  return update, slow, seen
`;
  const TENSORS_ASK_TOO = `
v: state = zeros

def train(w, g, v, lr):
  if every(3):
    if ndim(w) > 1:
      v = v + norm(g)
    else:
      v = g
    v = v + max_abs(global_norm(v) * g)
  return lr * v, v
`;

  it.each([TWO_WAYS, TENSORS_ASK_TOO])('%s', (source) => {
    const program = programOf(source);
    expect(largestDifference(program, 14)).toBeLessThan(2e-6);
    expect(largestDifference(program, 14, { hyper: { k: 3 } })).toBeLessThan(2e-6);
  });
});

describe('the standard deviation', () => {
  it.each([
    ['of ordinary numbers', 'g'],
    ['of a column', 'row_mean(g)'],
    ['beside a mean a million times as large', '(g / 8 + 100000)'],
    ['of equal numbers', '(0 * g + 0.1)'],
    ['of huge numbers', '(g * 1e30)'],
    ['of no numbers at all', '(g / 0 + log(-1))'],
    ['of one number for each tensor', 'norm(g)'],
    ['of what depends on another', '(g * std(g) + w)'],
  ])('%s', (_, of) => {
    const program = programOf(
      `def train(w, g, lr):\n  s = std(${of})\n  return g * sign(s) + s / (1 + abs(s))\n`,
    );
    expect(createCompiledOptimizer(program, PARAMETERS).interpreted).toEqual([]);
    expect(largestDifference(program, 3)).toBeLessThan(1e-7);
  });
});

describe('a compiled optimizer', () => {
  const steps = (optimizer: CompiledOptimizer, from: number, to: number): void => {
    for (let step = from; step <= to; step++) {
      fill(optimizer.gradients, lehmer(step));
      optimizer.step(contextAt(step), { passes: bowl });
    }
  };

  it.each(GALLERY.map(([name]) => name))('goes on from its slots to the bit: %s', (name) => {
    const program = galleryProgram(name);
    const [through, first, second] = [0, 1, 2].map(() =>
      createCompiledOptimizer(program, PARAMETERS),
    );
    for (const optimizer of [through, first]) fill(optimizer.weights, lehmer(3));
    steps(through, 1, 6);
    steps(first, 1, 3);
    second.weights.set(first.weights);
    second.writeSlots(first.readSlots()!, contextAt(3));
    steps(second, 4, 6);
    expect(second.weights).toEqual(through.weights);
    expect(second.evalPoint()).toEqual(through.evalPoint());
  });

  it('has no slots before its first step', () => {
    expect(createCompiledOptimizer(galleryProgram('adamw'), PARAMETERS).readSlots()).toBeNull();
  });

  it('refuses the slots of another program', () => {
    const optimizer = createCompiledOptimizer(galleryProgram('adamw'), PARAMETERS);
    expect(() => optimizer.writeSlots({ m: 1 }, contextAt(1))).toThrow(/has no "m"/);
  });

  it('says which functions the interpreter works out', () => {
    expect(createCompiledOptimizer(galleryProgram('adamw'), PARAMETERS).interpreted).toEqual([]);
    const muon = createCompiledOptimizer(galleryProgram('muon'), PARAMETERS);
    expect(muon.interpreted).toEqual(['orthogonalize']);
  });

  it('asks the model no more often when its updates are wanted', () => {
    const optimizer = createCompiledOptimizer(galleryProgram('sam'), PARAMETERS);
    fill(optimizer.weights, lehmer(1));
    let asked = 0;
    const passes: Passes = (weights) => {
      asked++;
      return bowl(weights);
    };
    optimizer.step(contextAt(1), { updates: true, passes });
    expect(asked).toBe(1);
    expect(() => optimizer.step(contextAt(2))).toThrow(/needs a model/);
  });

  it('names what there is no room for', () => {
    const parameters = [{ name: 'w', shape: [400_000_000], role: 'vector' } as const];
    expect(() => createCompiledOptimizer(galleryProgram('adamw'), parameters)).toThrow(
      /With the slot "m" the model and its optimizer take 4\.\d GB, and compiled programs have 4/,
    );
  });

  it('passes by tensors without elements', () => {
    const parameters = [{ name: 'none', shape: [0, 3], role: 'matrix' } as const, ...PARAMETERS];
    expect(largestDifference(galleryProgram('adafactor'), 2, { parameters })).toBeLessThan(2e-6);
    expect(totalOf(parameters)).toBe(totalOf(PARAMETERS));
  });
});
