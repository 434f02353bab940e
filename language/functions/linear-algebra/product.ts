import type { Matrix, Round } from '../entry';

export function transposed({ rows, cols, data }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) result[col * rows + row] = data[row * cols + col];
  }
  return { rows: cols, cols: rows, data: result };
}

/** The matrix product, each element accumulated in float64 and rounded once. */
export function product(round: Round, a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.cols);
  for (let row = 0; row < a.rows; row++) {
    const line = data.subarray(row * b.cols, (row + 1) * b.cols);
    for (let k = 0; k < a.cols; k++) {
      const factor = a.data[row * a.cols + k];
      for (let col = 0; col < b.cols; col++) line[col] += factor * b.data[k * b.cols + col];
    }
    for (let col = 0; col < b.cols; col++) line[col] = round(line[col]);
  }
  return { rows: a.rows, cols: b.cols, data };
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
