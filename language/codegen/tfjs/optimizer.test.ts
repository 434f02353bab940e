import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions';
import { analyze } from '../../analyze';
import { createReferenceOptimizer, type Passes } from '../../interpret/reference';
import { PROGRAMS, trainable } from '../../testing/programs';
import type { Program } from '../../ir/program';
import type { ParameterInfo, StepContext } from '../../parameters';
import { createTfjsOptimizer, type TfjsPasses } from './optimizer';

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [3, 4], role: 'matrix' },
  { name: 'bias', shape: [4], role: 'bias' },
  { name: 'filters', shape: [2, 2, 1, 2], role: 'conv' },
  { name: 'temperature', shape: [], role: 'vector' },
];

function programOf(source: string): Program {
  const { program, diagnostics } = analyze(source);
  if (!program) throw new Error(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return trainable(program);
}

/** Numbers from −1 to 1 that look random and are the same each time (Lehmer's generator). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
}

function tensorsOf(next: () => number, scale = 1): Float32Array[] {
  return PARAMETERS.map(({ shape }) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * next()),
  );
}

function contextAt(step: number, hyper: Record<string, number> = {}): StepContext {
  const lr = 0.01 * (1 + step / 20);
  return {
    step,
    totalSteps: 20,
    lr,
    lrPeak: 0.02,
    loss: 1 / step,
    epochEnd: step % 5 === 0,
    hyper,
  };
}

const onDevice = (values: readonly Float32Array[]): tf.Tensor[] =>
  values.map((data, t) => tf.tensor(data.slice(), [...PARAMETERS[t].shape]));

/** A bowl around 0.3: what a program sees at other weights. */
const PULL = 0.7;
const lossOf = (weights: readonly ArrayLike<number>[]): number =>
  weights.reduce(
    (sum, w) => sum + Array.from(w).reduce((part, x) => part + (PULL / 2) * (x - 0.3) ** 2, 0),
    0,
  );
const gradientsOf = (weights: readonly ArrayLike<number>[]): Float32Array[] =>
  weights.map((w) => Float32Array.from(w, (x) => PULL * (x - 0.3)));

const passes: Passes = (weights) => ({ loss: lossOf(weights), gradients: gradientsOf(weights) });
const tfjsPasses: TfjsPasses = async (weights) => {
  const values = await Promise.all(weights.map((w) => w.data()));
  return { loss: lossOf(values), gradients: onDevice(gradientsOf(values)) };
};

/** Runs a program through both, on the same weights, and gives the largest difference beside 1 + |reference|. */
async function largestDifference(program: Program, steps: number, scale = 1): Promise<number> {
  const next = numbersFrom(7);
  const weights = tensorsOf(next, scale);
  const reference = createReferenceOptimizer(program, PARAMETERS, 'float32');
  const lowered = createTfjsOptimizer(tf, program, PARAMETERS);
  let largest = 0;
  for (let step = 1; step <= steps; step++) {
    const gradients = tensorsOf(next, scale);
    const expected = reference.step(weights, gradients, contextAt(step), passes);
    const given = [onDevice(weights), onDevice(gradients)];
    const updates = await lowered.step(given[0], given[1], contextAt(step), tfjsPasses);
    updates.forEach((update, t) => {
      expect(update.shape).toEqual(PARAMETERS[t].shape);
      update.dataSync().forEach((value, i) => {
        if (value === expected[t][i]) return;
        const difference = Math.abs(value - expected[t][i]) / (1 + Math.abs(expected[t][i]));
        largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
      });
    });
    weights.forEach((w, t) => w.forEach((_, i) => (w[i] -= expected[t][i])));
    tf.dispose([...given.flat(), ...updates]);
  }
  lowered.dispose();
  return largest;
}

beforeAll(() => tf.setBackend('cpu'));

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});

const NO_LEAK = 'every tensor that a step makes is disposed of';

/** Programs of this repository's tests that work with matrices or ask for the Hessian. */
const LEVEL_5 = ['matrix-roots', 'low-rank', 'rotated', 'curvature'];

describe('every function of the table, lowered to TensorFlow.js', () => {
  /** Approximations of the backends, relative to 1 + |value|; any other function is within a few roundings. */
  const looser: Record<string, number> = { erf: 5e-7, cbrt: 2e-6, exp10: 2e-6, exp2: 2e-6 };
  const BOUND = 1e-6;

  const operands = ['3 * g', 'w', '0.7'];
  const elementwise = FUNCTIONS.filter(
    ({ meaning, tfjs, operator, callable }) =>
      meaning.per === 'element' && tfjs && (callable || operator),
  );

  const calls = elementwise.flatMap(({ name, operator, signature }) => {
    const kinds = signature.arguments.map((argument) => argument.kind);
    // Each position once as a number of model extent, the others as tensors.
    const variants = kinds.map((_, number) =>
      kinds.map((kind, i) => {
        const value = i === number && kinds.length > 1 ? operands[2] : operands[i % 2];
        return kind === 'bool' ? `(${value} > 0.1)` : `(${value})`;
      }),
    );
    return variants.map((args): [string, string, boolean] => {
      const call = !operator
        ? `${name}(${args.join(', ')})`
        : operator.arity === 1
          ? `(${operator.symbol} ${args[0]})`
          : `(${args.join(` ${operator.symbol} `)})`;
      return [name, call, signature.result.kind === 'bool'];
    });
  });

  it.each(calls)('%s: %s', async (name, call, truth) => {
    const value = truth ? `where(${call}, g, 2 * w)` : call;
    const program = programOf(`def train(w, g, lr):\n  return ${value}\n`);
    for (const scale of [1e-3, 1, 30]) {
      expect(await largestDifference(program, 2, scale)).toBeLessThan(looser[name] ?? BOUND);
    }
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });

  it.each([
    'g / (w - w)',
    'reciprocal(0 * g)',
    'log(0 * g)',
    'log1p(0 * g - 1)',
    'exp(1000 * g)',
    'exp2(1000 * g)',
    'exp10(1000 * g)',
    'expm1(1000 * g)',
    'sinh(1000 * g)',
    'cosh(1000 * g)',
    'arcsin(9 * g)',
    'arccos(9 * g)',
    'arctanh(9 * g)',
    'arccosh(9 * g)',
    '(0 * g) ** 0',
    '(0 * g) ** -1',
    '(0 * g) ** g',
    'g ** 3',
    'g ** -3',
    'g ** 2.5',
    '(-2) ** round(5 * g)',
    'arctan2(0 * g, 0 * w)',
    'sqrt(g)',
    'sign(0 * g)',
    'clamp(g, 1, -1)',
    'g / 0',
    'softplus(200 * g)',
  ])('agrees at the edge: %s', async (call) => {
    const program = programOf(`def train(w, g, lr):\n  return ${call}\n`);
    expect(await largestDifference(program, 2)).toBeLessThan(5e-6);
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });

  const reductions = FUNCTIONS.filter(({ meaning }) =>
    ['tensor', 'model', 'row', 'col'].includes(meaning.per),
  );
  it.each(reductions.map(({ name, signature }) => [name, signature.arguments.length] as const))(
    '%s',
    async (name, count) => {
      const call = `${name}(${['3 * g', 'w'].slice(0, count).join(', ')})`;
      const program = programOf(`def train(w, g, lr):\n  return g * ${call} + ${call}\n`);
      expect(await largestDifference(program, 2)).toBeLessThan(2e-6);
      expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
    },
  );

  it.each([
    'clip(g, 0.3)',
    'clip_by_norm(g, 0.3)',
    'g * cosine_sim(g, w)',
    'g * global_cosine_sim(g, w)',
    'debias(g, 0.999)',
    'where(every(2), g, w)',
    'g * numel(g) * rows(w) * pi',
  ])('%s', async (call) => {
    const program = programOf(`def train(w, g, lr):\n  return ${call}\n`);
    expect(await largestDifference(program, 3)).toBeLessThan(2e-6);
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });
});

describe('matrices, lowered to TensorFlow.js', () => {
  it.each([
    'g @ transpose(g) @ w',
    'w @ (transpose(w) @ g)',
    'row_mean(g) @ col_mean(w)',
    'g * trace(g @ transpose(w)) + eye(g)',
    'orthogonalize(g @ transpose(g), 5) @ w',
    'inverse_root(g @ transpose(g), 4, 0.1) @ w',
    'inverse_root(norm(g), 2, 0.1) * w',
    'eigh_basis(g @ transpose(g) + 3 * eye(g @ transpose(g)) * row_max(abs(w))) @ g',
    'qr_basis(g + 3 * eye(g)) * w',
    'top_singular(g, 1) @ transpose(top_singular(g, 1)) @ w',
    'row_sum(g @ transpose(g)) * col_max(w)',
    'transpose(transpose(g) * 2)',
  ])('%s', async (call) => {
    const program = programOf(`def train(w, g, lr):\n  return ${call}\n`);
    expect(await largestDifference(program, 3)).toBeLessThan(2e-5);
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });

  const [, matrixRoots] = PROGRAMS.find(([name]) => name === 'matrix-roots')!;

  it('goes on from saved matrices as if it had not stopped', async () => {
    const program = programOf(matrixRoots);
    const next = numbersFrom(3);
    const given = Array.from({ length: 4 }, () => [tensorsOf(next), tensorsOf(next)]);
    const whole = createTfjsOptimizer(tf, program, PARAMETERS);
    const resumed = createTfjsOptimizer(tf, program, PARAMETERS);
    const step = async (of: typeof whole, index: number): Promise<number[]> => {
      const [w, g] = given[index].map(onDevice);
      const updates = await of.step(w, g, contextAt(index + 1));
      const numbers = updates.flatMap((update) => [...update.dataSync()]);
      tf.dispose([...w, ...g, ...updates]);
      return numbers;
    };
    for (let i = 0; i < 3; i++) await step(whole, i);
    resumed.writeSlots((await whole.readSlots())!, contextAt(3));
    expect(await step(resumed, 3)).toEqual(await step(whole, 3));
    whole.dispose();
    resumed.dispose();
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });

  it('keeps no matrix for a tensor that has no use for it', async () => {
    const lowered = createTfjsOptimizer(tf, programOf(matrixRoots), PARAMETERS);
    const next = numbersFrom(3);
    const [w, g] = [tensorsOf(next), tensorsOf(next)].map(onDevice);
    tf.dispose([...(await lowered.step(w, g, contextAt(1))), ...w, ...g]);
    const { left, right } = (await lowered.readSlots())!;
    const lengths = (slot: typeof left) =>
      (slot as readonly ArrayLike<number>[]).map(({ length }) => length);
    expect(lengths(left)).toEqual([9, 1, 4, 1]);
    expect(lengths(right)).toEqual([16, 1, 16, 1]);
    lowered.dispose();
  });

  it('takes the size of a matrix from a hyperparameter at the first step, and keeps it', async () => {
    const program = programOf(PROGRAMS.find(([name]) => name === 'low-rank')![1]);
    const lowered = createTfjsOptimizer(tf, program, PARAMETERS);
    const next = numbersFrom(3);
    for (const [step, rank] of [3, 5].entries()) {
      const [w, g] = [tensorsOf(next), tensorsOf(next)].map(onDevice);
      const updates = await lowered.step(w, g, contextAt(step + 1, { rank }));
      tf.dispose([...updates, ...w, ...g]);
    }
    const { p, m } = (await lowered.readSlots())!;
    expect((p as readonly ArrayLike<number>[])[0].length).toBe(3 * 3);
    expect((m as readonly ArrayLike<number>[])[0].length).toBe(3 * 4);
    lowered.dispose();
  });
});

describe('whole programs, lowered to TensorFlow.js', () => {
  it.each(PROGRAMS.filter(([name]) => LEVEL_5.includes(name)))(
    '%s follows the float32 reference for 8 steps',
    async (_, source) => {
      expect(await largestDifference(programOf(source), 8)).toBeLessThan(2e-5);
      expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
    },
  );

  const gallery = new URL('../../../gallery/', import.meta.url);
  const files = readdirSync(gallery).filter((file) => file.endsWith('.optim'));

  it.each(files)('gallery/%s follows the float32 reference for 20 steps', async (file) => {
    const program = programOf(readFileSync(new URL(file, gallery), 'utf8'));
    expect(await largestDifference(program, 20)).toBeLessThan(2e-6);
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });

  const programs: Record<string, string> = {
    'two barriers in a row': `
def train(w, g, a, lr):
  n = global_norm(g)
  u = g / n
  s = global_dot(u, w)
  a = interp(s, a, 0.5)
  return u * s + lr * a, a
`,
    'one value as update and as slot': `
def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return m, m
`,
    'branches by rank, each with its own slot': `
def train(w, g, v, r, lr):
  if ndim(w) >= 2:
    r = interp(row_mean(square(g)), r, 0.9)
    d = sqrt(r) + 0.1
  else:
    v = interp(square(g), v, 0.9)
    d = sqrt(v) + 0.1
  return lr * g / d, v, r
`,
    'a branch by role with a reduction inside': `
def train(w, g, lr):
  if role(w) == "matrix":
    u = g / (0.1 + norm(g))
  elif role(w) == "bias":
    u = 2 * g
  else:
    u = sign(g)
  return u
`,
    'a number for the model inside a branch by role, which the first tensor does not take': `
def train(w, g, lr):
  if role(w) == "bias":
    u = lr * 2 * g
  else:
    u = g
  return u
`,
    'a branch by step': `
z: state = w

def train(w, g, z, lr):
  u = lr * g
  if every(3):
    z = interp(w, z, 0.5)
    u = w - z
  return u, z
`,
    'a branch by tensor': `
def train(w, g, m, lr):
  if norm(g) > norm(w):
    u = g / norm(g)
    m = u
  else:
    u = g + m
  return lr * u, m
`,
    'a branch by tensor inside a branch by step': `
def train(w, g, m, lr):
  u = g
  if step > 2:
    if norm(g) > norm(w):
      u = g / norm(g)
      m = u
    else:
      u = g + m
  return lr * u, m
`,
    'gradients at other weights, in a branch, of one branch only by rank': `
def train(w, g, m, seen, lr):
  if ndim(w) >= 2:
    m = gradient_at(w + g) + gradient_at(w - g)
  if every(2):
    seen = loss_at(w - g)
  if norm(g) > norm(w):
    m = m + gradient_at(2 * w)
  return lr * m * gradient_at(w * seen), m, seen
`,
    'random numbers, drawn anew at each step': `
start: state = normal(w)

def train(w, g, start, lr):
  u = g * uniform(g) + rademacher(norm(g)) * row_sum(normal(w)) + exponential()
  if every(2):
    u = u + normal(1)
  return u + start, start
`,
    'orthogonalized, where it is a matrix and everywhere': `
def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  u = orthogonalize(m, 5)
  if role(w) == "matrix":
    u = u + orthogonalize(both(g, w), 3)
  return lr * u, m

def both(a, b):
  return a + b
`,
    'slots that start with ones and zeros': `
a: state = ones
b: state = zeros

def train(w, g, a, b, lr):
  a = interp(g * g, a, 0.9)
  b = b + norm(g)
  return lr * g / a + b, a, b
`,
    'slots of model, tensor and element extent': `
d: state(model) = 1e-6
n: state = norm(w)

def train(w, g, d, n, m, lr):
  d = max(d, global_norm(g))
  n = interp(norm(g), n, 0.9)
  m = interp(g, m, 0.9)
  return d * m / n, d, n, m
`,
  };
  it.each(Object.entries(programs))('%s', async (_, source) => {
    expect(await largestDifference(programOf(source), 6)).toBeLessThan(2e-6);
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });

  it('reads back from the device once for all reductions that can be read together', async () => {
    const program = programOf(
      'def train(w, g, lr):\n  return g / (global_norm(g) + global_norm(w) + global_mean(w))\n',
    );
    const optimizer = createTfjsOptimizer(tf, program, PARAMETERS);
    const values = onDevice(tensorsOf(numbersFrom(3)));
    const read = tf.backend().read.bind(tf.backend());
    let reads = 0;
    tf.backend().read = (id) => {
      reads++;
      return read(id);
    };
    const updates = await optimizer.step(values, values, contextAt(1));
    tf.backend().read = read;
    expect(reads).toBe(1);
    tf.dispose([...values, ...updates]);
    optimizer.dispose();
  });

  it('evaluates at the evaluation point, and goes on from saved slots as if never stopped', async () => {
    const program = programOf(`
beta: hyper(0.1, 0.99) = 0.9
z: state = w

def train(w, g, z, n, lr):
  z = z - lr * g
  n = n + global_norm(g)
  return w - interp(z, w, beta), z, n

def eval_point(w, z):
  return interp(w, z, 1 - 1 / beta)
`);
    const next = numbersFrom(11);
    const weights = onDevice(tensorsOf(next));
    const gradients = onDevice(tensorsOf(next));
    const reference = createReferenceOptimizer(program, PARAMETERS, 'float32');
    const optimizer = createTfjsOptimizer(tf, program, PARAMETERS);
    const numbers = (tensors: readonly tf.Tensor[]) => tensors.map((tensor) => tensor.dataSync());
    const close = (actual: readonly tf.Tensor[], expected: readonly Float64Array[]) =>
      actual.forEach((tensor, t) =>
        tensor.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[t][i], 5)),
      );

    const before = await optimizer.evalPoint(weights);
    close(
      before,
      numbers(weights).map((w) => Float64Array.from(w)),
    );
    expect(await optimizer.readSlots()).toBeNull();

    const context = contextAt(1, { beta: 0.8 });
    const first = await optimizer.step(weights, gradients, context);
    reference.step(numbers(weights), numbers(gradients), context);
    const point = await optimizer.evalPoint(weights);
    close(point, reference.evalPoint(numbers(weights)));

    const resumed = createTfjsOptimizer(tf, program, PARAMETERS);
    resumed.writeSlots((await optimizer.readSlots())!, context);
    const second = await optimizer.step(weights, gradients, contextAt(2));
    const again = await resumed.step(weights, gradients, contextAt(2));
    expect(numbers(again)).toEqual(numbers(second));

    expect(() => resumed.writeSlots({ z: 3 }, context)).toThrow(/"z"/);
    tf.dispose([...weights, ...gradients, ...before, ...first, ...point, ...second, ...again]);
    optimizer.dispose();
    resumed.dispose();
    expect(tf.memory().numTensors, NO_LEAK).toBe(tensorsBefore);
  });
});
