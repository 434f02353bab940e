import type { Matrix, TensorFacts } from '../functions/entry';
import { sizesOf, type Size } from '../ir/extent';
import type { Extent } from '../ir/program';
import type { ParameterInfo } from '../parameters';

export type { Matrix } from '../functions/entry';

/** What a program may know of a parameter beforehand: it sees every tensor as a matrix. */
export function factsOf(parameter: ParameterInfo): TensorFacts {
  const numel = parameter.shape.reduce((product, size) => product * size, 1);
  const rows = parameter.shape[0] ?? 1;
  const cols = parameter.shape.slice(1).reduce((product, size) => product * size, 1);
  return { ndim: parameter.shape.length, rows, cols, numel, role: parameter.role };
}

/** How large a value of that extent is for one tensor. */
export function shapeOf(extent: Extent, facts: TensorFacts): { rows: number; cols: number } {
  const [rows, cols] = sizesOf(extent);
  return { rows: numberOf(rows, facts), cols: numberOf(cols, facts) };
}

function numberOf(size: Size, { rows, cols, sizes }: TensorFacts): number {
  if (size === 'rows') return rows;
  if (size === 'cols') return cols;
  return sizes?.[size] ?? Number(size);
}

export function scalarMatrix(value: number): Matrix {
  return { rows: 1, cols: 1, data: Float64Array.of(value) };
}

/** The element at (row, col), where a dimension of size 1 is repeated. */
export function elementAt(matrix: Matrix, row: number, col: number): number {
  const r = matrix.rows === 1 ? 0 : row;
  const c = matrix.cols === 1 ? 0 : col;
  return matrix.data[r * matrix.cols + c];
}

/** A matrix of that shape from a function of row and column. */
export function fill(
  shape: { readonly rows: number; readonly cols: number },
  of: (row: number, col: number) => number,
): Matrix {
  const { rows, cols } = shape;
  const data = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) data[row * cols + col] = of(row, col);
  }
  return { rows, cols, data };
}

/** The smallest shape that all of these repeat into. */
export function commonShape(matrices: readonly Matrix[]): { rows: number; cols: number } {
  return {
    rows: Math.max(1, ...matrices.map((matrix) => matrix.rows)),
    cols: Math.max(1, ...matrices.map((matrix) => matrix.cols)),
  };
}

/** The same values, repeated into a larger shape. */
export function expand(matrix: Matrix, shape: { rows: number; cols: number }): Matrix {
  if (matrix.rows === shape.rows && matrix.cols === shape.cols) return matrix;
  return fill(shape, (row, col) => elementAt(matrix, row, col));
}
