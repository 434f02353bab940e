import type { Matrix } from '../entry';
import { transposed } from './product';

/** Eigenvalues, the largest first, and their eigenvectors as columns. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** Rounds after which an eigenvalue is taken as it stands; three are usual. */
const MOST_ROUNDS = 60;

/** The square of what is nothing beside 1, and may not be divided by. */
const NOTHING = 1e-200;

/**
 * The eigenvalues and an orthonormal basis of eigenvectors of the symmetric part of a square matrix, in float64: by
 * Householder's reflections to tridiagonal form, then by QL iterations with implicit shifts (Bowdler, Martin, Reinsch
 * and Wilkinson, 1968). In each vector the largest number is positive. NaN throughout where the matrix is not finite.
 */
export function eigenOf(matrix: Matrix): Eigen {
  const { rows: n, data } = matrix;
  const largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (!Number.isFinite(largest))
    return {
      values: new Float64Array(n).fill(NaN),
      vectors: { rows: n, cols: n, data: new Float64Array(n * n).fill(NaN) },
    };
  const scale = largest === 0 ? 1 : largest;
  const flipped = transposed(matrix).data;
  const symmetric = data.map((x, i) => (x / scale + flipped[i] / scale) / 2);
  const { diagonal, beside, basis } = tridiagonal(symmetric, n);
  diagonalize(diagonal, beside, basis, n);

  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a] || a - b);
  const lines = new Float64Array(n * n);
  order.forEach((from, to) => {
    const line = basis.subarray(from * n, (from + 1) * n);
    lines.set(leadsPositive(line) ? line : line.map((x) => -x), to * n);
  });
  return {
    values: Float64Array.from(order, (i) => diagonal[i] * scale),
    vectors: transposed({ rows: n, cols: n, data: lines }),
  };
}

/** Whether the number of largest size, the first of several, is positive. */
export function leadsPositive(line: ArrayLike<number>): boolean {
  let lead = 0;
  for (let i = 0; i < line.length; i++) if (Math.abs(line[i]) > Math.abs(lead)) lead = line[i];
  return lead >= 0;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Between each number of the diagonal and the next; the last is 0. */
  readonly beside: Float64Array;
  /** The vectors, one in each row, in which the matrix has that form. */
  readonly basis: Float64Array;
}

/** Reflects a symmetric matrix, whose numbers it overwrites, into tridiagonal form. */
function tridiagonal(a: Float64Array, n: number): Tridiagonal {
  const beside = new Float64Array(n);
  const basis = new Float64Array(n * n);
  for (let i = 0; i < n; i++) basis[i * n + i] = 1;
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    let squares = 0;
    for (let i = k + 1; i < n; i++) squares += a[i * n + k] ** 2;
    const first = a[(k + 1) * n + k];
    const target = first > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[k] = target;
    if (squares - first * first <= NOTHING) {
      beside[k] = first;
      continue;
    }
    // The reflection I − 2·v·vᵀ/(vᵀ·v) takes column k to `target` on the next axis.
    v.fill(0);
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k];
    v[k + 1] = first - target;
    const half = squares - first * target;
    let along = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j] * v[j];
      p[i] = sum / half;
      along += (p[i] * v[i]) / (2 * half);
    }
    for (let i = k + 1; i < n; i++) p[i] -= along * v[i];
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) a[i * n + j] -= v[i] * p[j] + p[i] * v[j];
    p.fill(0);
    for (let i = k + 1; i < n; i++)
      for (let j = 0; j < n; j++) p[j] += (v[i] * basis[i * n + j]) / half;
    for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) basis[i * n + j] -= v[i] * p[j];
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]);
  return { diagonal, beside, basis };
}

/** Turns a tridiagonal matrix, and its basis with it, until nothing is left beside the diagonal. */
function diagonalize(d: Float64Array, e: Float64Array, basis: Float64Array, n: number): void {
  // The largest number of the matrix was 1: beside that, the square of a rounding error counts for nothing.
  const isGone = (i: number): boolean =>
    Math.abs(e[i]) <= Number.EPSILON * (Math.abs(d[i]) + Math.abs(d[i + 1]) + Number.EPSILON);
  for (let low = 0; low < n; low++) {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      let high = low;
      while (high < n - 1 && !isGone(high)) high++;
      if (high === low) break;
      chase(d, e, basis, n, low, high);
    }
  }
}

/** One QL iteration on the rows from `low` to `high`, shifted to the eigenvalue nearest to the first. */
function chase(
  d: Float64Array,
  e: Float64Array,
  basis: Float64Array,
  n: number,
  low: number,
  high: number,
): void {
  const slope = (d[low + 1] - d[low]) / (2 * e[low]);
  const root = Math.sqrt(slope * slope + 1);
  let g = d[high] - d[low] + e[low] / (slope + (slope < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1] -= p;
      e[high] = 0;
      return;
    }
    s = f / length;
    c = g / length;
    g = d[i + 1] - p;
    const r = (d[i] - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    turn(basis, n, i, s, c);
  }
  d[low] -= p;
  e[low] = g;
  e[high] = 0;
}

/** Turns two neighbouring rows of the basis into each other. */
function turn(basis: Float64Array, n: number, i: number, s: number, c: number): void {
  const [upper, lower] = [i * n, (i + 1) * n];
  for (let k = 0; k < n; k++) {
    const f = basis[lower + k];
    basis[lower + k] = s * basis[upper + k] + c * f;
    basis[upper + k] = c * basis[upper + k] - s * f;
  }
}
