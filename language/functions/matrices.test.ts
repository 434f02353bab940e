import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFunction } from '.';
import type { Matrix, Round } from './entry';
import { orthonormalColumns } from './linear-algebra/columns';
import { eigenOf } from './linear-algebra/eigen';

const exactly: Round = (x) => x;

function apply(name: string, ...args: Matrix[]): Matrix {
  const { meaning } = findFunction(name)!;
  if (meaning.per !== 'matrix') throw new Error(`${name} takes no matrices`);
  return meaning.of(exactly, ...args);
}

const of = (rows: number, cols: number, ...numbers: number[]): Matrix => ({
  rows,
  cols,
  data: Float64Array.from(numbers),
});
const number = (x: number): Matrix => of(1, 1, x);
const times = (a: Matrix, b: Matrix): Matrix => apply('matmul', a, b);
const turned = (a: Matrix): Matrix => apply('transpose', a);
const eye = (n: number): Matrix => apply('eye', of(n, n, ...Array<number>(n * n).fill(7)));

/** Numbers with zeros, repeated values and several magnitudes among them. */
const entry = fc.oneof(
  fc.constantFrom(0, 0, 1, -1, 2),
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double({ min: -1e-6, max: 1e-6, noNaN: true }),
);
const matrix = (rows: number, cols: number): fc.Arbitrary<Matrix> =>
  fc
    .array(entry, { minLength: rows * cols, maxLength: rows * cols })
    .map((numbers) => of(rows, cols, ...numbers));
const sizes = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }));
const anyMatrix = sizes.chain(([rows, cols]) => matrix(rows, cols));
/** x·xᵀ of few columns is singular, of many it is not. */
const positive = anyMatrix.map((x) => times(x, turned(x)));

const largest = (a: Matrix): number => a.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

function expectNear(a: Matrix, b: Matrix, bound = 1e-10): void {
  expect([a.rows, a.cols]).toEqual([b.rows, b.cols]);
  const limit = bound * (1 + largest(b));
  a.data.forEach((x, i) => expect(Math.abs(x - b.data[i])).toBeLessThanOrEqual(limit));
}

const check = <T>(values: fc.Arbitrary<T>, holds: (value: T) => void): void =>
  fc.assert(fc.property(values, holds), { seed: 3, numRuns: 150 });

describe('products', () => {
  it('multiplies rows by columns', () => {
    const a = of(2, 3, 1, 2, 3, 4, 5, 6);
    expect([...times(a, turned(a)).data]).toEqual([14, 32, 32, 77]);
    expect([...times(of(1, 2, 1, 2), of(2, 1, 3, 4)).data]).toEqual([11]);
    expect([...apply('trace', of(2, 2, 1, 9, 9, 2)).data]).toEqual([3]);
    expect([...apply('eye', a).data]).toEqual([1, 0, 0, 0, 1, 0]);
  });

  it('turns the product of two around into the product of both turned around', () => {
    check(
      sizes.chain(([n, m]) => fc.tuple(matrix(n, m), matrix(m, 3))),
      ([a, b]) => expectNear(turned(times(a, b)), times(turned(b), turned(a))),
    );
  });

  it('has the same trace for a·b as for b·a', () => {
    check(
      sizes.chain(([n, m]) => fc.tuple(matrix(n, m), matrix(m, n))),
      ([a, b]) => expectNear(apply('trace', times(a, b)), apply('trace', times(b, a))),
    );
  });
});

describe('eigenvectors', () => {
  it('are orthonormal, and give the matrix back, the largest eigenvalue first', () => {
    check(
      fc.oneof(
        positive,
        fc
          .integer({ min: 1, max: 7 })
          .chain((n) => matrix(n, n))
          .map((x) => ({ ...x, data: x.data.map((v, i) => v + turned(x).data[i]) })),
      ),
      (x) => {
        const { values, vectors } = eigenOf(x);
        expectNear(times(turned(vectors), vectors), eye(x.rows));
        const scaled = { ...vectors, data: vectors.data.map((v, i) => v * values[i % x.rows]) };
        expectNear(times(scaled, turned(vectors)), x);
        expect([...values]).toEqual([...values].sort((a, b) => b - a));
      },
    );
  });

  it('are known for a matrix that couples two numbers', () => {
    const half = Math.SQRT1_2;
    expectNear(apply('eigh_basis', of(2, 2, 2, 1, 1, 2)), of(2, 2, half, half, half, -half));
    expectNear(apply('eigh_basis', of(2, 2, 0, 0, 0, 0)), eye(2));
    expectNear(apply('eigh_basis', of(2, 2, 1, 0, 0, 5)), of(2, 2, 0, 1, 1, 0));
  });

  it('come of the symmetric part only', () => {
    expectNear(
      apply('eigh_basis', of(2, 2, 2, 5, -3, 2)),
      apply('eigh_basis', of(2, 2, 2, 1, 1, 2)),
    );
  });

  it('hold for numbers as small and as large as float32 has them', () => {
    for (const scale of [1e-38, 1e38]) {
      const vectors = apply('eigh_basis', of(2, 2, 2 * scale, scale, scale, 2 * scale));
      expectNear(vectors, apply('eigh_basis', of(2, 2, 2, 1, 1, 2)));
    }
  });

  it('are found in a matrix of a hundred rows with few different eigenvalues', () => {
    const n = 100;
    const data = Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * i));
    const q = orthonormalColumns({ rows: n, cols: n, data });
    const scaled = { ...q, data: q.data.map((x, i) => x * Math.floor((i % n) / 40)) };
    const { values } = eigenOf(times(scaled, turned(q)));
    const expected = Array.from({ length: n }, (_, i) => Math.floor(i / 40)).reverse();
    values.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-12));
  });
});

describe('orthonormal columns', () => {
  it('span what the columns span, each with the earlier ones, and complete what depends', () => {
    check(anyMatrix, (x) => {
      const q = apply('qr_basis', x);
      const room = Math.min(x.rows, x.cols);
      const gram = times(turned(q), q);
      const expected = { ...eye(x.cols), data: eye(x.cols).data.slice() };
      for (let i = room; i < x.cols; i++) expected.data[i * x.cols + i] = 0;
      expectNear(gram, expected);
      // R is upper triangular, with no negative number on its diagonal.
      const r = times(turned(q), x);
      for (let row = 0; row < room; row++) {
        expect(r.data[row * x.cols + row]).toBeGreaterThanOrEqual(-1e-10);
        for (let col = 0; col < row; col++)
          expect(Math.abs(r.data[row * x.cols + col])).toBeLessThanOrEqual(1e-9);
      }
      if (x.rows <= x.cols) expectNear(times(q, r), x, 1e-9);
    });
  });

  it('makes the identity of zero', () => {
    expectNear(apply('qr_basis', of(2, 2, 0, 0, 0, 0)), eye(2));
  });
});

describe('inverse roots', () => {
  it('times themselves, as often as the root says, times the matrix give the identity', () => {
    check(fc.tuple(positive, fc.constantFrom(1, 2, 4)), ([x, p]) => {
      const n = x.rows;
      const eps = 0.1 * (1 + largest(x));
      const root = apply('inverse_root', x, number(p), number(eps));
      const floored = { ...x, data: x.data.map((v, i) => v + (i % (n + 1) === 0 ? eps : 0)) };
      let power = root;
      for (let i = 1; i < p; i++) power = times(power, root);
      expectNear(times(power, floored), eye(n), 1e-8);
    });
  });

  it('leave out what cannot be inverted, and never give anything but numbers', () => {
    expectNear(
      apply('inverse_root', of(2, 2, 4, 0, 0, 0), number(2), number(0)),
      of(2, 2, 0.5, 0, 0, 0),
    );
    expectNear(
      apply('inverse_root', of(2, 2, 1, 1, 1, 1), number(1), number(0)),
      of(2, 2, 0.25, 0.25, 0.25, 0.25),
    );
    const negative = apply('inverse_root', of(2, 2, -4, 0, 0, 1), number(2), number(0));
    expectNear(negative, of(2, 2, 0, 0, 0, 1));
    expectNear(apply('inverse_root', of(1, 1, 3), number(0), number(1)), number(1));
  });
});

describe('singular vectors', () => {
  it('keep as much of the matrix as its largest singular values, and are orthonormal', () => {
    check(fc.tuple(anyMatrix, fc.integer({ min: 1, max: 8 })), ([x, r]) => {
      const p = apply('top_singular', x, number(r));
      expect([p.rows, p.cols]).toEqual([x.rows, r]);
      const low = times(turned(p), x);
      const kept = low.data.reduce((sum, v) => sum + v * v, 0);
      const { values } = eigenOf(times(x, turned(x)));
      const most = values.slice(0, r).reduce((sum, v) => sum + Math.max(v, 0), 0);
      expect(Math.abs(kept - most)).toBeLessThanOrEqual(1e-8 * (1 + most));
      const gram = times(turned(p), p);
      const room = Math.min(r, x.rows, x.cols);
      gram.data.forEach((v, i) => {
        const [row, col] = [Math.floor(i / r), i % r];
        expect(Math.abs(v - (row === col && row < room ? 1 : 0))).toBeLessThanOrEqual(1e-9);
      });
    });
  });
});

describe('a matrix that holds no numbers', () => {
  it.each(['eigh_basis', 'qr_basis', 'inverse_root', 'top_singular'])('stays so in %s', (name) => {
    const rest = name === 'inverse_root' ? [number(2), number(0)] : [number(2)];
    const args = findFunction(name)!.signature.arguments.length === 1 ? [] : rest;
    for (const odd of [NaN, Infinity]) {
      const { data } = apply(name, of(2, 2, 1, odd, odd, 1), ...args);
      expect(data.every(Number.isNaN), name).toBe(true);
    }
  });
});

describe('what analyses are told', () => {
  const named: Record<string, (x: Matrix) => Matrix> = {
    matmul: (x) => times(x, turned(x)),
    transpose: turned,
    trace: (x) => apply('trace', times(x, turned(x))),
    eye: (x) => apply('eye', x),
    eigh_basis: (x) => apply('eigh_basis', times(x, turned(x))),
    qr_basis: (x) => apply('qr_basis', x),
    inverse_root: (x) => apply('inverse_root', times(x, turned(x)), number(4), number(0.5)),
    top_singular: (x) => apply('top_singular', x, number(2)),
  };

  it.each(Object.keys(named))('%s scales by its rule, and stays within its interval', (name) => {
    const { scaling, interval } = findFunction(name)!.rules;
    check(anyMatrix, (x) => {
      const result = named[name](x);
      const bounds = interval!(
        ...findFunction(name)!.signature.arguments.map(() => ({
          low: -Infinity,
          high: Infinity,
          zero: true,
        })),
      );
      result.data.forEach((v) => {
        expect(v).toBeGreaterThanOrEqual(bounds.low - 1e-9);
        expect(v).toBeLessThanOrEqual(bounds.high + 1e-9);
      });
      // A power of two, so that rounding has no part in it.
      const scaled = named[name]({ ...x, data: x.data.map((v) => 4 * v) });
      if (scaling!.kind === 'scale-free') expectNear(scaled, result, 1e-9);
      if (name === 'transpose')
        expectNear(scaled, { ...result, data: result.data.map((v) => 4 * v) });
    });
  });

  it('an inverse root scales with the power −1/p, together with what it adds', () => {
    check(fc.tuple(positive, fc.constantFrom(1, 2, 4)), ([x, p]) => {
      const before = apply('inverse_root', x, number(p), number(0.25));
      const scaled = { ...x, data: x.data.map((v) => 16 * v) };
      const after = apply('inverse_root', scaled, number(p), number(4));
      const expected = { ...before, data: before.data.map((v) => v * 16 ** (-1 / p)) };
      expectNear(after, expected, 1e-8);
    });
  });
});
