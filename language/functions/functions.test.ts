import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFunction, FUNCTIONS } from '.';
import type { Draw, FunctionEntry, Round } from './entry';
import { uniforms } from './random';

const exactly: Round = (x) => x;

function meaningOf(name: string) {
  const meaning = findFunction(name)!.meaning;
  if (meaning.per !== 'element') throw new Error(`${name} is not element-wise`);
  return (...args: number[]) => meaning.of(exactly, ...args);
}

const matrixFacts = { ndim: 2, rows: 3, cols: 4, numel: 12, role: 'matrix' };
const LOG_FLOOR = Math.log(1.1754943508222875e-38);

/** Element-wise functions: arguments, then the result. */
const elementRows: Record<string, readonly (readonly number[])[]> = {
  add: [[2, 3, 5]],
  subtract: [[2, 3, -1]],
  multiply: [[2, 3, 6]],
  divide: [
    [6, 3, 2],
    [1, 0, 0],
    [0, 0, 0],
    [-1, 0, 0],
    [0, 5, 0],
  ],
  remainder: [
    [7, 3, 1],
    [-7, 3, 2],
    [7, -3, -2],
    [6, 3, 0],
    [7, 0, 0],
    [7.5, 2, 1.5],
  ],
  negative: [[3, -3]],
  abs: [
    [-3, 3],
    [3, 3],
  ],
  sign: [
    [-3, -1],
    [0, 0],
    [1e-300, 1],
  ],
  floor: [
    [2.7, 2],
    [-2.1, -3],
  ],
  round: [
    [2.5, 2],
    [3.5, 4],
    [-2.6, -3],
  ],
  erf: [
    [0, 0],
    [1, 0.8427007929497149],
    [-9, -1],
  ],
  power: [
    [2, 3, 8],
    [-2, 3, -8],
    [-2, 2, 4],
    [-4, 0.5, 2],
    [4, -0.5, 0.5],
    [0, 0, 1],
    [0, -1, 0],
    [0, -0.5, 0],
    [0, 2, 0],
    [-2, -1, -0.5],
    [5, 0, 1],
  ],
  square: [[-3, 9]],
  cube: [[-3, -27]],
  sqrt: [
    [9, 3],
    [-9, 3],
    [0, 0],
  ],
  cbrt: [
    [27, 3],
    [-27, -3],
    [0, 0],
  ],
  reciprocal: [
    [4, 0.25],
    [0, 0],
  ],
  exp: [
    [0, 1],
    [1, Math.E],
    [-1000, 0],
    [1000, Math.exp(88.5)],
  ],
  exp2: [
    [3, 8],
    [1000, 2 ** 127.75],
  ],
  exp10: [
    [2, 100],
    [1000, 10 ** 38.5],
  ],
  expm1: [
    [0, 0],
    [1e-10, 1.00000000005e-10],
    [1000, Math.exp(88.5) - 1],
  ],
  sinh: [
    [1, Math.sinh(1)],
    [1000, Math.sinh(87)],
    [-1000, -Math.sinh(87)],
  ],
  cosh: [
    [1, Math.cosh(1)],
    [-1000, Math.cosh(87)],
  ],
  log: [
    [Math.E, 1],
    [-Math.E, 1],
    [0, LOG_FLOOR],
    [1e-40, LOG_FLOOR],
  ],
  log2: [
    [8, 3],
    [-8, 3],
    [0, LOG_FLOOR / Math.LN2],
  ],
  log10: [
    [1000, 3],
    [-1000, 3],
    [0, LOG_FLOOR / Math.LN10],
  ],
  log1p: [
    [0, 0],
    [1e-10, 9.9999999995e-11],
    [-1, LOG_FLOOR],
    [-3, Math.LN2],
  ],
  sigmoid: [
    [0, 0.5],
    [1000, 1],
    [-1000, 0],
    [2, 1 / (1 + Math.exp(-2))],
  ],
  softplus: [
    [0, Math.LN2],
    [1000, 1000],
    [-1000, 0],
  ],
  sin: [
    [1, Math.sin(1)],
    [0, 0],
  ],
  cos: [
    [1, Math.cos(1)],
    [0, 1],
  ],
  tan: [[1, Math.tan(1)]],
  arcsin: [
    [1, Math.PI / 2],
    [7, Math.PI / 2],
    [-7, -Math.PI / 2],
    [0.5, Math.asin(0.5)],
  ],
  arccos: [
    [1, 0],
    [7, 0],
    [-7, Math.PI],
    [0.5, Math.acos(0.5)],
  ],
  arctan: [
    [1, Math.PI / 4],
    [0, 0],
  ],
  arctan2: [
    [1, 1, Math.PI / 4],
    [0, 0, 0],
    [-1, -1, (-3 * Math.PI) / 4],
    [1, 0, Math.PI / 2],
  ],
  tanh: [
    [1, Math.tanh(1)],
    [100, 1],
    [-100, -1],
  ],
  arcsinh: [
    [1, Math.asinh(1)],
    [-1, -Math.asinh(1)],
  ],
  arccosh: [
    [2, Math.acosh(2)],
    [0, 0],
    [-5, 0],
  ],
  arctanh: [
    [0.5, Math.atanh(0.5)],
    [1, Math.atanh(1 - 2 ** -24)],
    [-3, -Math.atanh(1 - 2 ** -24)],
  ],
  max: [[2, 3, 3]],
  min: [[2, 3, 2]],
  interp: [
    [10, 20, 0.25, 12.5],
    [1, 2, 0, 1],
    [1, 2, 1, 2],
    [1, 2, 2, 3],
  ],
  clamp: [
    [5, 0, 1, 1],
    [-5, 0, 1, 0],
    [0.5, 0, 1, 0.5],
    [0.5, 2, 1, 2],
  ],
  where: [
    [1, 7, 8, 7],
    [0, 7, 8, 8],
  ],
  choose: [
    [1, 7, 8, 7],
    [0, 7, 8, 8],
  ],
  equal: [
    [1, 1, 1],
    [1, 2, 0],
  ],
  not_equal: [
    [1, 1, 0],
    [1, 2, 1],
  ],
  less: [
    [1, 2, 1],
    [2, 2, 0],
  ],
  less_equal: [
    [2, 2, 1],
    [3, 2, 0],
  ],
  greater: [
    [3, 2, 1],
    [2, 2, 0],
  ],
  greater_equal: [
    [2, 2, 1],
    [1, 2, 0],
  ],
  and: [
    [1, 1, 1],
    [1, 0, 0],
  ],
  or: [
    [0, 1, 1],
    [0, 0, 0],
  ],
  not: [
    [1, 0],
    [0, 1],
  ],
  pi: [[Math.PI]],
  e: [[Math.E]],
  get_eps: [[1e-8]],
  zeros: [[0]],
  ones: [[1]],
};

/** Reductions of (3, −4) and of several tensors; facts of a 3 × 4 matrix. */
const reductionRows: Record<string, number> = {
  sum: -1,
  mean: -0.5,
  norm: 5,
  rms: Math.sqrt(12.5),
  max_abs: 4,
  std: 3.5,
  row_sum: -1,
  row_mean: -0.5,
  row_norm: 5,
  row_max: 3,
  col_sum: -1,
  col_mean: -0.5,
  col_norm: 5,
  col_max: 3,
};
const globalRows: Record<string, number> = {
  global_sum: 11,
  global_mean: 11 / 3,
  global_norm: 13,
  global_max_abs: 12,
};

/** What stands for an expression of the language. */
const definitions: Record<string, string> = {
  clip: 'x * min(1, c / global_norm(x))',
  clip_by_norm: 'x * min(1, c / norm(x))',
  cosine_sim: 'dot(x, y) / (norm(x) * norm(y))',
  global_cosine_sim: 'global_dot(x, y) / (global_norm(x) * global_norm(y))',
  debias: 'x / (1 - beta ** step)',
  every: 'step % k == 0',
};

/** What is drawn at random. */
const moments: Record<string, { mean: number; variance: number; least: number; most: number }> = {
  normal: { mean: 0, variance: 1, least: -6, most: 6 },
  uniform: { mean: 0.5, variance: 1 / 12, least: 0, most: 1 },
  rademacher: { mean: 0, variance: 1, least: -1, most: 1 },
  exponential: { mean: 1, variance: 1, least: 0, most: 20 },
};

/** What asks the model. */
const passes: Record<string, string> = { gradient_at: 'gradient', loss_at: 'loss' };

describe('the function table', () => {
  it.each(Object.entries(elementRows))('%s means what its rows say', (name, rows) => {
    const of = meaningOf(name);
    for (const row of rows) {
      const [args, expected] = [row.slice(0, -1), row[row.length - 1]];
      expect(args).toHaveLength(findFunction(name)!.signature.arguments.length);
      const result = of(...args);
      expect(
        Math.abs(result - expected),
        `${name}(${args.join(', ')}) = ${result}`,
      ).toBeLessThanOrEqual(1e-15 * Math.abs(expected) * 4);
    }
  });

  it.each(Object.entries(reductionRows))('%s reduces (3, −4) to %d', (name, expected) => {
    const { meaning } = findFunction(name)!;
    if (meaning.per !== 'tensor' && meaning.per !== 'row' && meaning.per !== 'col') {
      throw new Error('not a reduction of one tensor');
    }
    expect(meaning.of([3, -4])).toBeCloseTo(expected, 14);
  });

  it.each(Object.entries(globalRows))('%s reduces (3, −4) and (12) to %d', (name, expected) => {
    const { meaning } = findFunction(name)!;
    if (meaning.per !== 'model') throw new Error('not a reduction over all parameters');
    expect(meaning.of([[3, -4], [12]])).toBeCloseTo(expected, 14);
  });

  it('takes inner products of a tensor and of all', () => {
    const [dot, globalDot] = ['dot', 'global_dot'].map((name) => findFunction(name)!.meaning);
    expect(dot.per === 'tensor' && dot.of([1, 2], [3, 4])).toBe(11);
    expect(globalDot.per === 'model' && globalDot.of([[1, 2], [5]], [[3, 4], [6]])).toBe(41);
  });

  it('orthogonalizes on the smaller side, and leaves zero alone', () => {
    const { meaning } = findFunction('orthogonalize')!;
    if (meaning.per !== 'matrix') throw new Error();
    const rounds = { rows: 1, cols: 1, data: Float64Array.of(5) };
    for (const [rows, cols] of [
      [2, 3],
      [3, 2],
      [4, 1],
    ]) {
      const data = Float64Array.from({ length: rows * cols }, (_, i) => Math.sin(3 * i + 1));
      const result = meaning.of(exactly, { rows, cols, data }, rounds);
      expect([result.rows, result.cols]).toEqual([rows, cols]);
      // Singular values lie between 0.68 and 1.13, so their squares sum to about the smaller side.
      const squares = result.data.reduce((sum, x) => sum + x * x, 0) / Math.min(rows, cols);
      expect(squares).toBeGreaterThan(0.68 ** 2);
      expect(squares).toBeLessThan(1.14 ** 2);
      const zero = meaning.of(exactly, { rows, cols, data: data.map(() => 0) }, rounds);
      expect([...zero.data]).toEqual([...data.map(() => 0)]);
    }
  });

  it.each(Object.entries(moments))('%s has its mean, variance and range', (name, expected) => {
    const { meaning } = findFunction(name)!;
    if (meaning.per !== 'random') throw new Error();
    const draw: Draw = (count) => uniforms({ seed: 1, step: 1, stream: 9 }, count);
    const count = 20_000;
    const numbers = meaning.of(draw, count);
    expect(numbers).toHaveLength(count);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / count;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
    expect(Math.abs(mean - expected.mean)).toBeLessThan(0.03);
    expect(Math.abs(variance / expected.variance - 1)).toBeLessThan(0.05);
    expect(numbers.every((x) => x >= expected.least && x <= expected.most)).toBe(true);
  });

  it.each(Object.entries(passes))('%s passes through the model', (name, gives) => {
    expect(findFunction(name)!.meaning).toEqual({ per: 'pass', gives });
  });

  it('knows the facts of a tensor', () => {
    for (const [name, value] of Object.entries(matrixFacts)) {
      const { meaning } = findFunction(name)!;
      expect(meaning.per === 'facts' && meaning.of(matrixFacts)).toBe(value);
    }
  });

  it.each(Object.entries(definitions))('%s stands for %s', (name, expression) => {
    expect(findFunction(name)!.meaning).toEqual({ per: 'definition', expression });
  });

  /** Those that `matrices.test.ts` holds; `hvp` is held by the interpreters' tests. */
  const inMatricesTest = [
    'matmul',
    'transpose',
    'eye',
    'trace',
    'eigh_basis',
    'qr_basis',
    'inverse_root',
    'top_singular',
  ];

  it('has a row here for every function', () => {
    const rows = [
      elementRows,
      reductionRows,
      globalRows,
      definitions,
      matrixFacts,
      moments,
      passes,
    ];
    const others = ['dot', 'global_dot', 'orthogonalize', ...inMatricesTest, 'hvp'];
    const tested = new Set([...rows.flatMap(Object.keys), ...others]);
    expect(FUNCTIONS.map((entry) => entry.name).filter((name) => !tested.has(name))).toEqual([]);
  });

  it('documents every function, and gives each name once', () => {
    for (const entry of FUNCTIONS) {
      expect(entry.summary, entry.name).toMatch(/^.+\.$/);
      expect(entry.formula, entry.name).not.toBe('');
      expect(entry.group, entry.name).not.toBe('');
    }
    const names = FUNCTIONS.flatMap((entry) => [entry.name, ...entry.aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('finds a function by its aliases', () => {
    expect(findFunction('interpolate')?.name).toBe('interp');
    expect(findFunction('clip_by_global_norm')?.name).toBe('clip');
    expect(findFunction('get_pi')?.name).toBe('pi');
    expect(findFunction('constructor')).toBeUndefined();
  });

  it('rounds inside composite functions, and takes the complement of a decay before rounding', () => {
    const { meaning } = findFunction('interp')!;
    if (meaning.per !== 'element') throw new Error();
    const f = Math.fround;
    expect(meaning.of(f, f(0.3), f(0.7), 0.999)).toBe(
      f(f(f(1 - 0.999) * f(0.3)) + f(f(0.999) * f(0.7))),
    );
  });
});

/** Any finite float32, the extremes and zeros often. */
const float32 = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 1e-45, -1e-45, 3.4028234663852886e38, -3.4028234663852886e38),
);

/** These may overflow by what they mean, and say so by an infinity. */
const mayOverflow = new Set(['power']);

describe('totality: finite arguments give finite results', () => {
  const elementwise = FUNCTIONS.filter((entry) => entry.meaning.per === 'element');

  it.each(elementwise.map((entry) => [entry.name, entry] as [string, FunctionEntry]))(
    '%s',
    (name, entry) => {
      const of = meaningOf(name);
      const count = entry.signature.arguments.length;
      fc.assert(
        fc.property(fc.array(float32, { minLength: count, maxLength: count }), (args) => {
          const result = of(...args);
          expect(result).not.toBeNaN();
          if (!mayOverflow.has(name)) expect(Math.abs(result)).toBeLessThan(Infinity);
        }),
        { seed: 4, numRuns: 400 },
      );
    },
  );

  it.each(['exp', 'exp2', 'exp10', 'expm1', 'sinh', 'cosh', 'log', 'log1p', 'arctanh', 'arccosh'])(
    '%s stays finite in float32',
    (name) => {
      const { meaning } = findFunction(name)!;
      if (meaning.per !== 'element') throw new Error();
      fc.assert(
        fc.property(float32, (x) => {
          expect(Number.isFinite(meaning.of(Math.fround, x))).toBe(true);
        }),
        { seed: 5, numRuns: 400 },
      );
    },
  );
});
