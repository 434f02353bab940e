import { describe, expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyze,
  createReferenceOptimizer,
  uniforms,
  type Passes,
  type ParameterInfo,
  type StepContext,
} from '../../../language';
import { ELEMENTWISE, meaningOf, programCalling } from '../../../language/testing';
import { gradientAt, LOSS_ELSEWHERE } from './elsewhere.test-helper';
import type { ShaderJob, ShaderResult } from './shader-process.test-helper';
import { runShaders } from './shaders.test-helper';

/** Half a minute and more where many things run at once: a process, a driver, and a hundred shaders to compile. */
const PATIENCE = 240_000;

const random = (seed: number, count: number): Float64Array =>
  uniforms({ seed, step: 0, stream: 0 }, count);

const contextAt = (step: number): StepContext => ({
  step,
  totalSteps: 20,
  lr: 0.01 * (1 + step / 20),
  lrPeak: 0.02,
  loss: 1 / step,
  epochEnd: step % 2 === 0,
  hyper: {},
  seed: 1,
});

/** In units in the last place of the true value. What is not here is exact on the driver that tests use. */
const BOUNDS: Readonly<Record<string, number>> = {
  divide: 2.5,
  reciprocal: 2.5,
  sqrt: 2.5,
  cube: 1.5,
  ...Object.fromEntries(
    (
      'exp exp2 exp10 expm1 sinh cosh log log2 log10 log1p sigmoid softplus tanh cbrt ' +
      'arcsin arccos arctan arctan2 arcsinh arccosh arctanh erf'
    )
      .split(' ')
      .map((name) => [name, 4]),
  ),
};
/** These multiply a logarithm: what is rounded there grows with it. */
const BY_LOGARITHM = new Set(['power']);
/** By angle: so much in absolute terms, up to this angle. */
const CIRCULAR = new Set(['sin', 'cos', 'tan']);
const CIRCULAR_BOUND = 4e-7;
const CIRCULAR_REACH = 8192;
/** The smallest normal number; what is smaller may count as 0 on the way. */
const SMALLEST = 2 ** -126;
const LARGEST = 2 ** 127;

function allowed(name: string, exact: number, args: readonly number[]): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(exact), SMALLEST))) - 23);
  if (CIRCULAR.has(name)) {
    if (Math.abs(args[0]!) > CIRCULAR_REACH) return Infinity;
    return name === 'tan' ? CIRCULAR_BOUND * (1 + exact ** 2) + 4 * unit : CIRCULAR_BOUND;
  }
  if (BY_LOGARITHM.has(name)) return (3 + 2 * Math.abs(Math.log(Math.abs(exact)))) * unit;
  return (BOUNDS[name] ?? 0) * unit;
}

const COUNT = 6000;
const SCALES = [1e-4, 0.01, 1, 10, 100, 1e4, 1e20, 1e-20];
const samples = (seed: number): Float32Array =>
  Float32Array.from(random(seed, COUNT), (u, i) => SCALES[i % SCALES.length]! * (2 * u - 1));

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [37, 50], role: 'matrix' },
  { name: 'bias', shape: [50], role: 'bias' },
  { name: 'row', shape: [1, 700], role: 'matrix' },
  { name: 'column', shape: [600, 1], role: 'embedding' },
  { name: 'filters', shape: [2, 2, 1, 3], role: 'conv' },
  { name: 'temperature', shape: [], role: 'vector' },
];
const sizes = PARAMETERS.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
const TOTAL = sizes.reduce((a, b) => a + b, 0);

const split = (flat: Float32Array): Float32Array[] => {
  let end = 0;
  return sizes.map((size) => flat.slice(end, (end += size)));
};

const flatNumbers = (seed: number): Float32Array =>
  Float32Array.from(random(seed, TOTAL), (u) => 2 * u - 1);

/** The model, asked at other weights. */
const elsewhere: Passes = (points) => ({
  loss: LOSS_ELSEWHERE,
  gradients: points.map((part) => part.map((x) => Math.fround(gradientAt(x)))),
});

const STEPS = 3;
const jobFor = (text: string): ShaderJob => ({
  text,
  parameters: PARAMETERS,
  steps: Array.from({ length: STEPS }, (_, i) => ({
    ...(i === 0 ? { w: flatNumbers(100) } : {}),
    g: flatNumbers(i),
    context: contextAt(i + 1),
  })),
});

/** Every kind of statistic, of rows, columns, tensors and all; what asks for them; branches by tensor. */
const STATISTICS = `
v: state(row) = zeros
c: state(col) = zeros
s: state(tensor) = zeros
t: state(model) = zeros

def train(w, g, v, c, s, t, lr):
  v = interp(row_mean(square(g)), v, 0.9)
  c = interp(col_max(abs(g)), c, 0.8)
  s = max(0.9 * s, norm(g) + mean(w) * max_abs(g) - dot(w, g) / 100 + std(w + 3))
  t = interp(global_norm(g), t, 0.5)
  u = g / (sqrt(v * c) + 1e-3) / (s + 1)
  if ndim(w) >= 2:
    u = u - row_norm(g) * col_sum(w) / 100
  return lr * u / max(1, t) , v, c, s, t
`;

const gallery = join(__dirname, '..', '..', '..', 'gallery');
/** OPTISCOPE_AGREEMENT=whole tries the whole gallery. */
const FEW = new Set(
  'adafactor adamw discovered lamb prodigy sam schedule_free_adamw sophia'.split(' '),
);
const GALLERY = readdirSync(gallery)
  // Lookahead changes another program's update, and by itself has none.
  .filter((file) => file.endsWith('.optim') && file !== 'lookahead.optim')
  .filter(
    (file) => process.env['OPTISCOPE_AGREEMENT'] === 'whole' || FEW.has(file.replace('.optim', '')),
  )
  .map((file) => [file, readFileSync(join(gallery, file), 'utf8')] as const);

/** Programs whose update is a difference that nearly cancels, or that look at a sign, forgive less rounding. */
const BESIDE_REFERENCE = 2e-4;

/** The largest difference from the float32 reference, at the same weights and slots, beside 1e-2 + |reference|. */
function largestDifference(job: ShaderJob, result: ShaderResult): number {
  const { program } = analyze(job.text, { name: 'program', lints: false });
  const reference = createReferenceOptimizer(program!, PARAMETERS, 'float32');
  let weights = job.steps[0]!.w!;
  let largest = 0;
  job.steps.forEach(({ g, context }, i) => {
    const expected = reference.step(split(weights), split(g), context, elsewhere);
    const { updates } = result.steps[i]!;
    split(updates).forEach((part, p) =>
      part.forEach((x, j) => {
        const away = Math.abs(x - expected[p]![j]!) / (1e-2 + Math.abs(expected[p]![j]!));
        largest = Math.max(largest, Number.isNaN(away) ? Infinity : away);
      }),
    );
    weights = result.steps[i]!.weights;
  });
  if (program!.evalPoint) {
    const expected = reference.evalPoint(split(weights));
    split(result.point!).forEach((part, p) =>
      part.forEach((x, j) => {
        largest = Math.max(largest, Math.abs(x - expected[p]![j]!));
      }),
    );
  }
  return largest;
}

const DRAWN: readonly ParameterInfo[] = [
  ...[1, 2, 3, 4, 5, 2_001].map(
    (size) => ({ name: `of ${size}`, shape: [size], role: 'vector' }) as const,
  ),
  { name: 'matrix', shape: [6, 9], role: 'matrix' },
];
const DRAWN_TOTAL = DRAWN.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

/** Programs that draw, and by how many units in the last place numbers may differ from the reference's. */
const DRAWS: readonly (readonly [text: string, units: number])[] = [
  ['uniform(w)', 0],
  ['rademacher(w) * uniform(w)', 0],
  ['rademacher(row_mean(w)) + 3 * rademacher(col_mean(w))', 0],
  ['normal(w)', 8],
];
const MOMENTS = [
  { step: 1, seed: 0 },
  { step: 2 ** 31 + 5, seed: 2 ** 45 + 2 ** 31 + 3 },
];

describe('programs as shaders on a software driver', () => {
  it(
    'draw what the reference draws',
    async () => {
      const jobs = DRAWS.map(([drawn]): ShaderJob => ({
        text: `def train(w, g, lr):\n  return ${drawn}\n`,
        parameters: DRAWN,
        steps: MOMENTS.map((moment) => {
          const zeros = new Float32Array(DRAWN_TOTAL);
          return { w: zeros, g: zeros, context: { ...contextAt(1), ...moment } };
        }),
      }));
      const results = await runShaders(jobs);
      DRAWS.forEach(([drawn, units], d) => {
        expect(results[d]!.lacking, drawn).toBeNull();
        const { program } = analyze(jobs[d]!.text, { name: 'program', lints: false });
        const reference = createReferenceOptimizer(program!, DRAWN, 'float32');
        const zeros = DRAWN.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)));
        jobs[d]!.steps.forEach(({ context }, i) => {
          const expected = reference.step(zeros, zeros, context).flatMap((part) => [...part]);
          const apart = [...results[d]!.steps[i]!.updates].flatMap((x, at) => {
            const size = Math.max(Math.abs(expected[at]!), SMALLEST);
            const unit = 2 ** (Math.floor(Math.log2(size)) - 23);
            const close = Math.abs(x - expected[at]!) <= units * unit;
            return close ? [] : [`${drawn} at ${at}: ${x}, not ${expected[at]}`];
          });
          expect(apart).toEqual([]);
        });
      });
    },
    PATIENCE,
  );

  it(
    'give what their functions mean, within the bounds of each',
    async () => {
      const [g, w, m] = [1, 2, 3].map(samples);
      const parameters = [{ name: 'samples', shape: [COUNT], role: 'vector' }] as const;
      const results = await runShaders(
        ELEMENTWISE.map((entry) => ({
          text: programCalling(entry),
          parameters,
          slots: { m: [m!] },
          steps: [{ w: w!, g: g!, context: contextAt(1) }],
        })),
      );
      ELEMENTWISE.forEach((entry, f) => {
        const { name } = entry;
        const { lacking, steps } = results[f]!;
        expect(lacking, name).toBeNull();
        steps[0]!.updates.forEach((actual, i) => {
          const args = [g![i]!, w![i]!, m![i]!] as const;
          // What is exact rounds each operation as the reference does.
          const exact = meaningOf(entry, args, name in BOUNDS ? (x) => x : Math.fround);
          if (!(Math.abs(exact) < LARGEST)) return;
          const away = Math.abs(actual - exact);
          expect(away, `${name}(${args.join(', ')}) = ${actual}, not ${exact}`).toBeLessThanOrEqual(
            allowed(name, exact, args) + 2 * SMALLEST,
          );
        });
      });
    },
    PATIENCE,
  );

  it(
    'agree with the float32 reference: the gallery, and every kind of statistic',
    async () => {
      const jobs = [['statistics', STATISTICS] as const, ...GALLERY].map(
        ([name, text]) => [name, jobFor(text)] as const,
      );
      const results = await runShaders(jobs.map(([, job]) => job));
      const lacking = jobs.flatMap(([name], i) => (results[i]!.lacking ? [name] : []));
      const ask = ['muon', 'shampoo', 'soap'].map((name) => `${name}.optim`);
      expect(lacking).toEqual(jobs.map(([name]) => name).filter((name) => ask.includes(name)));
      jobs.forEach(([name, job], i) => {
        if (results[i]!.lacking) return;
        expect(largestDifference(job, results[i]!), name).toBeLessThan(BESIDE_REFERENCE);
      });
    },
    PATIENCE,
  );
});
