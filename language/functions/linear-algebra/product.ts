import type { Matrix, Round } from '../entry';
import { tiledSums } from './tiled-sums';

export function transposed({ rows, cols, data }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) result[col * rows + row] = data[row * cols + col];
  }
  return { rows: cols, cols: rows, data: result };
}

/** So many multiplications are worth the copies that tiles ask for. */
const WORTH_TILES = 500;

/** The matrix product, each element accumulated in float64, from the first product to the last, and rounded once. */
export function product(round: Round, a: Matrix, b: Matrix): Matrix {
  const isLarge = a.rows * a.cols * b.cols >= WORTH_TILES;
  const data = (isLarge ? tiledSums(a, b) : null) ?? sums(a, b);
  for (let i = 0; i < data.length; i++) data[i] = round(data[i]);
  return { rows: a.rows, cols: b.cols, data };
}

/** The sums of a product, line by line. */
export function sums(a: Matrix, b: Matrix): Float64Array {
  const data = new Float64Array(a.rows * b.cols);
  for (let row = 0; row < a.rows; row++) {
    const line = data.subarray(row * b.cols, (row + 1) * b.cols);
    for (let k = 0; k < a.cols; k++) {
      const factor = a.data[row * a.cols + k];
      for (let col = 0; col < b.cols; col++) line[col] += factor * b.data[k * b.cols + col];
    }
  }
  return data;
}

export const mapped = (matrix: Matrix, of: (x: number, i: number) => number): Matrix => ({
  ...matrix,
  data: matrix.data.map(of),
});

/** 1 on the diagonal, 0 elsewhere. */
export function identity(rows: number, cols: number): Matrix {
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < Math.min(rows, cols); i++) data[i * cols + i] = 1;
  return { rows, cols, data };
}
