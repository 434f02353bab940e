import { entry } from './describe';
import type { Argument, FunctionEntry, Matrix, Round } from './entry';
import { EVERYTHING, within } from './interval';
import { orthonormalColumns } from './linear-algebra/columns';
import { eigenOf, leadsPositive } from './linear-algebra/eigen';
import { mapped, product, transposed } from './linear-algebra/product';
import { scaling } from './rules';

const GROUP = 'decompositions of matrices';

/** In float64 whatever the executor's precision: only what comes out is rounded. */
const exactly: Round = (x) => x;

const rounded = (round: Round, matrix: Matrix): Matrix => mapped(matrix, round);

const square: Argument = { name: 'x', kind: 'num', needs: 'square' };

const UNIT_ENTRIES = within(-1, 1);

/**
 * V · diag((λ + ε)^(−1/p)) · Vᵀ. An eigenvalue that rounding cannot tell from 0 counts as 0, and so does a negative
 * one; where ε is 0 too, that direction is left out, since 1 / 0 is 0.
 */
function inverseRoot(x: Matrix, p: number, eps: number): Matrix {
  const { values, vectors } = eigenOf(x);
  const { rows: n, data } = vectors;
  const noise = n * Number.EPSILON * Math.abs(values[0] ?? 0);
  const exponent = p === 0 ? 0 : -1 / p;
  const powers = values.map((value) => {
    const size = (value <= noise ? 0 : value) + eps;
    return size === 0 ? 0 : Math.abs(size) ** exponent;
  });
  const scaled = mapped(vectors, (entry, i) => entry * powers[i % n]);
  return product(exactly, scaled, transposed({ rows: n, cols: n, data }));
}

/** The first columns of U in x = U·Σ·Vᵀ; behind as many as x has rows they are zero. */
function topSingular(x: Matrix, count: number): Matrix {
  const wide = x.rows <= x.cols;
  const flipped = transposed(x);
  const { vectors } = eigenOf(wide ? product(exactly, x, flipped) : product(exactly, flipped, x));
  // The images of the right vectors are the left ones, each as long as its singular value.
  const left = wide ? vectors : orthonormalColumns(product(exactly, x, vectors));
  const result = new Float64Array(x.rows * count);
  for (let col = 0; col < Math.min(count, left.cols); col++) {
    const column = Array.from({ length: x.rows }, (_, row) => left.data[row * left.cols + col]);
    const sign = leadsPositive(column) ? 1 : -1;
    column.forEach((value, row) => (result[row * count + col] = sign * value));
  }
  return { rows: x.rows, cols: count, data: result };
}

const ON_HOST = 'Worked out in double precision on the processor, whatever device trains.';

/** What takes a matrix apart. They are worked out directly rather than from what they were before. */
export const decompositions: readonly FunctionEntry[] = [
  entry(
    GROUP,
    {
      name: 'eigh_basis',
      work: 'decomposition',
      interval: UNIT_ENTRIES,
      scaling: scaling.SCALE_FREE,
      summary:
        'Eigenvectors of a symmetric matrix as columns, that of the largest eigenvalue first.',
      formula: 'V of x = V·Λ·Vᵀ',
      edge: `Only the symmetric part of x counts; zero gives the identity. In each column the largest number is positive. ${ON_HOST}`,
    },
    { arguments: [square], result: { kind: 'num', extent: 'alike' } },
    { per: 'matrix', of: (round, x) => rounded(round, eigenOf(x).vectors) },
    null,
  ),
  entry(
    GROUP,
    {
      name: 'qr_basis',
      work: 'decomposition',
      interval: UNIT_ENTRIES,
      scaling: scaling.SCALE_FREE,
      summary: 'The columns of a matrix made orthonormal, from left to right.',
      formula: 'Q of x = Q·R, Rᵢᵢ ≥ 0',
      edge: `A column that depends on those before it is replaced by one that does not; zero gives the identity. Behind as many columns as there are rows they are zero. ${ON_HOST}`,
    },
    {
      arguments: [{ ...square, needs: 'matrix' }],
      result: { kind: 'num', extent: 'alike' },
    },
    { per: 'matrix', of: (round, x) => rounded(round, orthonormalColumns(x)) },
    null,
  ),
  entry(
    GROUP,
    {
      name: 'inverse_root',
      work: 'decomposition',
      interval: () => EVERYTHING,
      scaling: { kind: 'inverse root' },
      summary: 'A symmetric matrix to the power −1/p, eps added to its eigenvalues.',
      formula: 'V·(Λ + ε)^(−1/p)·Vᵀ',
      edge: `Only the symmetric part of x counts, and negative eigenvalues as 0. Where an eigenvalue and eps are both 0, so is the power: the inverse of a singular matrix leaves out what it cannot invert. ${ON_HOST}`,
    },
    {
      arguments: [
        square,
        { name: 'p', kind: 'num', finest: 'tensor' },
        { name: 'eps', kind: 'num', finest: 'tensor' },
      ],
      result: { kind: 'num', extent: 'alike' },
    },
    {
      per: 'matrix',
      of: (round, x, p, eps) => rounded(round, inverseRoot(x, p.data[0], eps.data[0])),
    },
    null,
  ),
  entry(
    GROUP,
    {
      name: 'top_singular',
      work: 'decomposition',
      interval: UNIT_ENTRIES,
      scaling: scaling.SCALE_FREE,
      summary: 'The left singular vectors of the r largest singular values, as columns.',
      formula: 'U₁…ᵣ of x = U·Σ·Vᵀ',
      edge: `Behind as many columns as x has rows or columns they are zero. In each column the largest number is positive. ${ON_HOST}`,
    },
    {
      arguments: [
        { ...square, needs: 'matrix' },
        { name: 'r', kind: 'num', finest: 'model', saysSize: true },
      ],
      result: { kind: 'num', extent: 'columns' },
    },
    { per: 'matrix', of: (round, x, r) => rounded(round, topSingular(x, r.data[0])) },
    null,
  ),
];
