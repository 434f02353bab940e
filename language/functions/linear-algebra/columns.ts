import type { Matrix } from '../entry';
import { mapped, transposed } from './product';

/** A column that keeps less than this share of its length beside the earlier ones depends on them. */
const DEPENDENT = 1e-13;

/**
 * The Q of a QR decomposition whose R has no negative number on its diagonal: the columns made orthonormal from left
 * to right (Gram and Schmidt's method, twice for each). A column that depends on those before it is replaced by
 * one that does not; behind as many columns as there are rows they are zero. NaN throughout where the matrix is
 * not finite.
 */
export function orthonormalColumns(matrix: Matrix): Matrix {
  if (!matrix.data.every(Number.isFinite)) return mapped(matrix, () => NaN);
  const { rows: count, cols: length, data } = transposed(matrix);
  const columns = Array.from({ length: count }, (_, i) =>
    scaledToOne(data.subarray(i * length, (i + 1) * length)),
  );
  const done: Float64Array[] = [];
  for (const column of columns.slice(0, length)) {
    const before = lengthOf(column);
    const rest = without(column, done);
    const after = lengthOf(rest);
    const own = after > DEPENDENT * before ? rest : without(farthest(done, length), done);
    const size = lengthOf(own);
    done.push(own.map((x) => x / size));
  }
  const result = new Float64Array(data.length);
  done.forEach((column, i) => result.set(column, i * length));
  return transposed({ rows: count, cols: length, data: result });
}

/** The same direction with numbers up to 1, whose squares neither over- nor underflow. */
function scaledToOne(column: Float64Array): Float64Array {
  const largest = column.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return largest === 0 ? column : column.map((x) => x / largest);
}

const lengthOf = (column: Float64Array): number =>
  Math.sqrt(column.reduce((sum, x) => sum + x * x, 0));

/** What is left of a column beside orthonormal ones. The second round takes away what rounding has left by the first. */
function without(column: Float64Array, done: readonly Float64Array[]): Float64Array {
  const rest = column.slice();
  for (let round = 0; round < 2; round++) {
    for (const other of done) {
      const share = rest.reduce((sum, x, i) => sum + x * other[i], 0);
      for (let i = 0; i < rest.length; i++) rest[i] -= share * other[i];
    }
  }
  return rest;
}

/** The axis that orthonormal columns leave out most. */
function farthest(done: readonly Float64Array[], length: number): Float64Array {
  const covered = Array.from({ length }, (_, i) =>
    done.reduce((sum, column) => sum + column[i] ** 2, 0),
  );
  const axis = new Float64Array(length);
  axis[covered.indexOf(Math.min(...covered))] = 1;
  return axis;
}
