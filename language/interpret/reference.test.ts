import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../analyze';
import type { Program } from '../ir/program';
import type { ParameterInfo, StepContext } from '../parameters';
import { createReferenceOptimizer } from './reference';

const MATRIX: ParameterInfo = { name: 'kernel', shape: [2, 3], role: 'matrix' };
const VECTOR: ParameterInfo = { name: 'bias', shape: [2], role: 'bias' };
const BOTH = [MATRIX, VECTOR];
const W = [
  [1, 2, 3, 4, 5, 6],
  [7, 8],
];
const G = [
  [1, -1, 2, -2, 3, -3],
  [0, 4],
];

function programOf(source: string): Program {
  const { program, diagnostics } = analyze(source);
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

const contextAt = (step: number, hyper: Record<string, number> = {}): StepContext => ({
  step,
  totalSteps: 10,
  lr: 0.1,
  lrPeak: 0.2,
  loss: 3,
  epochEnd: step === 2,
  hyper,
});

/** The updates of the first steps, all at the same weights and gradients. */
function updatesOf(
  source: string,
  { steps = 1, hyper = {}, precision = 'float64' as 'float64' | 'float32' } = {},
): number[][] {
  const optimizer = createReferenceOptimizer(programOf(source), BOTH, precision);
  let updates: Float64Array[] = [];
  for (let step = 1; step <= steps; step++) updates = optimizer.step(W, G, contextAt(step, hyper));
  return updates.map((update) => [...update]);
}

const train = (...lines: string[]) => `def train(w, g, lr):\n  ${lines.join('\n  ')}\n`;

describe('the reference interpreter', () => {
  it('sees every tensor as a matrix of its first dimension by the others', () => {
    expect(updatesOf(train('return 100 * rows(w) + 10 * cols(w) + ndim(w) + 0 * w'))).toEqual([
      Array(6).fill(232),
      Array(2).fill(211),
    ]);
    expect(updatesOf(train('return row_sum(w) + 0 * w'))).toEqual([
      [6, 6, 6, 15, 15, 15],
      [7, 8],
    ]);
    expect(updatesOf(train('return col_sum(w) + 0 * w'))).toEqual([
      [5, 7, 9, 5, 7, 9],
      [15, 15],
    ]);
    expect(updatesOf(train('return row_max(w) * col_max(w) + 0 * w'))).toEqual([
      [12, 15, 18, 24, 30, 36],
      [56, 64],
    ]);
  });

  it('takes reductions over a tensor for itself and over all parameters together', () => {
    expect(updatesOf(train('return sum(w) + 0 * w')).map(([first]) => first)).toEqual([21, 15]);
    expect(updatesOf(train('return mean(row_mean(w)) + 0 * w')).map(([x]) => x)).toEqual([
      3.5, 7.5,
    ]);
    expect(updatesOf(train('return global_sum(w) + 0 * w')).map(([x]) => x)).toEqual([36, 36]);
    const norm = Math.sqrt(28 + 16);
    expect(updatesOf(train('return g / global_norm(g)'))).toEqual(
      G.map((list) => list.map((x) => x / norm)),
    );
  });

  it('gives later statements what a reduction over all parameters found', () => {
    const [first] = updatesOf(train('u = g / global_max_abs(g)', 'return w * global_dot(u, w)'))[0];
    expect(first).toBe((1 - 2 + 6 - 8 + 15 - 18 + 32) / 4);
  });

  it('keeps slots from step to step, zero at first', () => {
    const source = 'def train(w, g, m, n, lr):\n  m = m + g\n  n = n + 1\n  return m * n, m, n\n';
    expect(updatesOf(source, { steps: 3 })).toEqual(G.map((list) => list.map((x) => 9 * x)));
  });

  it('starts a slot with ones or zeros, as large as what is stored in it', () => {
    const source = (start: string, stored: string) =>
      `z: state = ${start}\n\ndef train(w, g, z, lr):\n  u = z + 0 * w\n  z = ${stored}\n  return u, z\n`;
    const once = [Array(6).fill(1), Array(2).fill(1)];
    expect(updatesOf(source('ones', 'z + g'))).toEqual(once);
    expect(updatesOf(source('ones', 'z + g'), { steps: 2 })).toEqual([
      [2, 0, 3, -1, 4, -2],
      [1, 5],
    ]);
    expect(updatesOf(source('3 * ones + zeros', 'z * 2'), { steps: 2 })).toEqual([
      Array(6).fill(6),
      Array(2).fill(6),
    ]);
    const extents = ['z + g', 'z + norm(g)', 'z + 1'].map(
      (stored) => programOf(source('ones', stored)).slots[0]!.extent,
    );
    expect(extents).toEqual(['elem', 'tensor', 'model']);
  });

  it('starts a declared slot from the first weights and gradient', () => {
    const source = 'z: state = w + g\n\ndef train(w, g, z, lr):\n  return z, z\n';
    expect(updatesOf(source, { steps: 2 })).toEqual(W.map((w, t) => w.map((x, i) => x + G[t][i])));
  });

  it('keeps a slot at the extent that is stored into it', () => {
    const source = `
def train(w, g, a, b, c, r, lr):
  a = a + 1
  b = b + norm(g)
  c = c + g
  r = row_sum(w)
  return a * b * c * r, a, b, c, r
`;
    const program = programOf(source);
    const optimizer = createReferenceOptimizer(program, BOTH, 'float64');
    expect(optimizer.readSlots()).toBeNull();
    optimizer.step(W, G, contextAt(1));
    const { a, b, c, r } = optimizer.readSlots()!;
    expect(a).toBe(1);
    expect(b).toEqual([Float64Array.of(Math.sqrt(28)), Float64Array.of(4)]);
    expect(c).toEqual(G.map((list) => Float64Array.from(list)));
    expect(r).toEqual([Float64Array.of(6, 15), Float64Array.of(7, 8)]);
  });

  it('goes on from saved slots as if never stopped', () => {
    const program = programOf(
      'def train(w, g, m, n, lr):\n  m = interp(g, m, 0.9)\n  n = n + global_norm(m)\n  return m * n, m, n\n',
    );
    const through = createReferenceOptimizer(program, BOTH, 'float64');
    through.step(W, G, contextAt(1));
    const saved = through.readSlots()!;
    const resumed = createReferenceOptimizer(program, BOTH, 'float64');
    resumed.writeSlots(saved, contextAt(1));
    expect(resumed.step(W, G, contextAt(2))).toEqual(through.step(W, G, contextAt(2)));
    expect(() => resumed.writeSlots({ m: saved.m }, contextAt(1))).toThrow(/no "n"/);
  });

  it('takes hyperparameters from the context, else their defaults', () => {
    const source = 'k: hyper(0, 10) = 2\n\ndef train(w, g, lr):\n  return k * g\n';
    expect(updatesOf(source)[1][1]).toBe(8);
    expect(updatesOf(source, { hyper: { k: 5 } })[1][1]).toBe(20);
  });

  it('follows branches: by rank, by step, by tensor', () => {
    expect(
      updatesOf(train('if ndim(w) >= 2:', '  u = g', 'else:', '  u = 2 * g', 'return u'))[1],
    ).toEqual([0, 8]);
    const byStep = train('u = g', 'if every(2):', '  u = 3 * g', 'return u');
    expect(updatesOf(byStep)[1][1]).toBe(4);
    expect(updatesOf(byStep, { steps: 2 })[1][1]).toBe(12);
    expect(updatesOf(train('if norm(g) > 5:', '  u = g', 'else:', '  u = w', 'return u'))).toEqual([
      G[0],
      W[1],
    ]);
  });

  it('evaluates at the weights until the first step, then at the evaluation point', () => {
    const program = programOf(
      'x: state = w\n\ndef train(w, g, x, lr):\n  x = interp(w - lr * g, x, 0.5)\n  return lr * g, x\n\ndef eval_point(w, x):\n  return x\n',
    );
    const optimizer = createReferenceOptimizer(program, BOTH, 'float64');
    expect(optimizer.evalPoint(W)).toEqual(W.map((list) => Float64Array.from(list)));
    optimizer.step(W, G, contextAt(1));
    expect(optimizer.evalPoint(W)[1]).toEqual(Float64Array.of(7, 7.8));
  });

  it('in float32 rounds after every operation, but keeps numbers for the whole model in float64', () => {
    const f = Math.fround;
    const [[update]] = updatesOf(train('return w / 3 * (1 + 0.1 ** 10 - 1)'), {
      precision: 'float32',
    });
    expect(update).toBe(f(f(1 / 3) * f(1 + 1e-10 - 1)));
    expect(update).not.toBe(0);
  });

  it('multiplies matrices, of a vector as of a column', () => {
    expect(updatesOf(train('return w @ transpose(w) @ g'))).toEqual([
      [14 * 1 + 32 * -2, 14 * -1 + 32 * 3, 14 * 2 + 32 * -3, 32 - 154, -32 + 231, 64 - 231],
      [7 * 8 * 4, 8 * 8 * 4],
    ]);
    expect(updatesOf(train('return eye(w) + trace(w @ transpose(w))'))).toEqual([
      [92, 91, 91, 91, 92, 91],
      [114, 113],
    ]);
  });

  const spans = fc.double({ min: -2, max: 2, noNaN: true });
  const points = fc.array(spans, { minLength: 8, maxLength: 8 });

  /** What a program answers where the gradient of the loss at w is as given. */
  const answerAt = (
    source: string,
    w: readonly number[],
    gradient: (w: readonly number[]) => number[],
    precision: 'float64' | 'float32' = 'float64',
  ): number[] => {
    const split = (list: readonly number[]): Float64Array[] => [
      Float64Array.from(list.slice(0, 6)),
      Float64Array.from(list.slice(6)),
    ];
    const optimizer = createReferenceOptimizer(programOf(source), BOTH, precision);
    const updates = optimizer.step(split(w), split(gradient(w)), contextAt(1), (at) => ({
      loss: 0,
      gradients: split(gradient(at.flatMap((list) => [...list]))),
    }));
    return updates.flatMap((update) => [...update]);
  };

  it('multiplies by the Hessian: of a quadratic exactly, across all tensors', () => {
    const hessian = (row: number, col: number): number =>
      Math.cos(row * col) + (row === col ? 3 : 0);
    const times = (v: readonly number[]): number[] =>
      v.map((_, row) => v.reduce((sum, x, col) => sum + hessian(row, col) * x, 0));
    const source = train('return hvp(square(w) - 0.5 * g)');
    fc.assert(
      fc.property(points, (w) => {
        const gradient = times(w);
        const expected = times(w.map((x, i) => x * x - 0.5 * gradient[i]));
        for (const [precision, bound] of [
          ['float64', 1e-10],
          ['float32', 1e-3],
        ] as const) {
          const size = 1 + Math.max(...expected.map(Math.abs));
          answerAt(source, w, times, precision).forEach((x, i) =>
            expect(Math.abs(x - expected[i])).toBeLessThanOrEqual(bound * size),
          );
        }
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('multiplies by the Hessian elsewhere as near as its step allows, and by nothing gives nothing', () => {
    // The loss Σ exp(x) has the Hessian diag(exp(x)).
    const gradient = (w: readonly number[]): number[] => w.map(Math.exp);
    fc.assert(
      fc.property(points, (w) => {
        answerAt(train('return hvp(0 * w + 1)'), w, gradient).forEach((x, i) =>
          expect(Math.abs(x - Math.exp(w[i]))).toBeLessThanOrEqual(1e-3 * Math.exp(w[i])),
        );
        expect(answerAt(train('return hvp(0 * w)'), w, gradient).every((x) => x === 0)).toBe(true);
      }),
      { seed: 5, numRuns: 60 },
    );
    const atZero = answerAt(train('return hvp(g)'), Array<number>(8).fill(0), gradient);
    atZero.forEach((x) => expect(x).toBeCloseTo(1, 5));
  });

  it('says that a Hessian needs a model', () => {
    const optimizer = createReferenceOptimizer(programOf(train('return hvp(g)')), BOTH, 'float64');
    expect(() => optimizer.step(W, G, contextAt(1))).toThrow('`hvp`');
  });

  it('goes on from saved matrices, and refuses those of another size', () => {
    const source = `rank: hyper(1, 8, int) = 2
p: state(rows, rank) = 0

def train(w, g, p, lr):
  p = 0.5 * p + top_singular(g, rank)
  return lr * (p @ (transpose(p) @ g)), p
`;
    const [whole, resumed] = [0, 1].map(() =>
      createReferenceOptimizer(programOf(source), BOTH, 'float64'),
    );
    whole.step(W, G, contextAt(1, { rank: 1 }));
    const saved = whole.readSlots()!;
    resumed.writeSlots(saved, contextAt(1, { rank: 1 }));
    // What says a size stays as it was at the first step.
    expect(resumed.step(W, G, contextAt(2, { rank: 1 }))).toEqual(
      whole.step(W, G, contextAt(2, { rank: 5 })),
    );
    expect(() => resumed.writeSlots(saved, contextAt(1, { rank: 3 }))).toThrow(
      'The saved "p" has 2 numbers where the program now keeps 2 × 3',
    );
  });

  it('does not work out the matrices of a branch for tensors that do not take it', () => {
    const huge: ParameterInfo = { name: 'table', shape: [200_000], role: 'bias' };
    const source = `left: state = eye(w @ transpose(w))

def train(w, g, left, lr):
  if ndim(w) >= 2:
    left = interp(g @ transpose(g), left, 0.9)
    return lr * inverse_root(left, 2, 0.1) @ g, left
  return lr * g, left
`;
    const optimizer = createReferenceOptimizer(programOf(source), [MATRIX, huge], 'float64');
    const many = new Float64Array(200_000).fill(2);
    const [, update] = optimizer.step([W[0], many], [G[0], many], contextAt(1));
    expect(update[0]).toBeCloseTo(0.2);
    const { left } = optimizer.readSlots()!;
    expect((left as readonly ArrayLike<number>[]).map(({ length }) => length)).toEqual([4, 1]);
  });

  it('never gives NaN for finite gradients through matrices that are singular or extreme', () => {
    const program = programOf(`
def train(w, g, l, q, lr):
  l = l / 2 + g @ transpose(g)
  q = qr_basis(l @ (q + eigh_basis(l)))
  u = inverse_root(l, 4, 0) @ (q @ (transpose(q) @ g))
  return lr * u + top_singular(g, 5) @ (transpose(top_singular(g, 5)) @ orthogonalize(g, 3)), l, q
`);
    const extreme = fc.oneof(
      fc.constantFrom(0, 0, 0, 1, -1, 1e-45, 1e-20, 1e15, -1e15),
      fc.float({ min: -10, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(extreme, { minLength: 16, maxLength: 16 }), (values) => {
        for (const precision of ['float64', 'float32'] as const) {
          const optimizer = createReferenceOptimizer(program, BOTH, precision);
          for (const step of [1, 2]) {
            const own = values.slice(8 * (step - 1));
            const updates = optimizer.step(W, [own.slice(0, 6), own.slice(6, 8)], contextAt(step));
            for (const x of updates.flatMap((update) => [...update])) expect(x).not.toBeNaN();
          }
        }
      }),
      { seed: 9, numRuns: 100 },
    );
  });

  it('never gives NaN for finite gradients, however extreme', () => {
    const source = `
def train(w, g, m, v, lr):
  g = arcsin(clip(g, lr))
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.99)
  return lr * (m / sqrt(v) + sign(m) + g / abs(m)), m, v
`;
    const program = programOf(source);
    const extreme = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1e-45, 3.4e38, -3.4e38),
    );
    fc.assert(
      fc.property(fc.array(extreme, { minLength: 8, maxLength: 8 }), (values) => {
        const gradients = [values.slice(0, 6), values.slice(6)];
        const optimizer = createReferenceOptimizer(program, BOTH, 'float64');
        for (const step of [1, 2]) {
          for (const x of optimizer.step(W, gradients, contextAt(step)).flatMap((u) => [...u])) {
            expect(x).not.toBeNaN();
          }
        }
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});
