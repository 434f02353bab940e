import type { Tensor2D } from '@tensorflow/tfjs-core';
import { entry } from './describe';
import type { FunctionEntry, Matrix, Round } from './entry';

import { EVERYTHING } from './interval';
import { scaling } from './rules';

const GROUP = 'matrices';

/** The quintic of Muon (Jordan et al., 2024): its iteration takes all singular values near 1. */
const [LINEAR, CUBIC, QUINTIC] = [3.4445, -4.775, 2.0315];
/** Keeps the division by the norm finite; as in Muon's own code. */
const NORM_FLOOR = 1e-7;
/** More rounds change nothing but the time that they take. */
const MOST_ROUNDS = 100;

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
    for (let col = 0; col < b.cols; col++) {
      let sum = 0;
      for (let k = 0; k < a.cols; k++) sum += a.data[row * a.cols + k] * b.data[k * b.cols + col];
      data[row * b.cols + col] = round(sum);
    }
  }
  return { rows: a.rows, cols: b.cols, data };
}

const mapped = (matrix: Matrix, of: (x: number, i: number) => number): Matrix => ({
  ...matrix,
  data: matrix.data.map(of),
});

function orthogonalized(round: Round, matrix: Matrix, rounds: number): Matrix {
  const tall = matrix.rows > matrix.cols;
  const wide = tall ? transposed(matrix) : matrix;
  const squares = wide.data.reduce((sum, x) => sum + x * x, 0);
  const size = round(round(Math.sqrt(squares)) + NORM_FLOOR);
  let x = mapped(wide, (value) => round(value / size));
  for (let i = 0; i < roundsOf(rounds); i++) {
    const a = product(round, x, transposed(x));
    const aa = product(round, a, a);
    const b = mapped(a, (value, j) => round(round(CUBIC * value) + round(QUINTIC * aa.data[j])));
    const bx = product(round, b, x);
    x = mapped(x, (value, j) => round(round(LINEAR * value) + bx.data[j]));
  }
  return tall ? transposed(x) : x;
}

const roundsOf = (steps: number): number => Math.min(Math.max(Math.round(steps), 0), MOST_ROUNDS);

/** What sees a tensor as a matrix. */
export const matrices: readonly FunctionEntry[] = [
  entry(
    GROUP,
    {
      name: 'orthogonalize',
      interval: () => EVERYTHING,
      scaling: scaling.SCALE_FREE,
      laws: { parity: 'odd' },
      summary:
        'The nearest matrix with orthonormal rows or columns, roughly, by so many Newton–Schulz iterations.',
      formula: 'X ← a·X + (b·A + c·A²)·X, A = X·Xᵀ, from X = x / ‖x‖ on the smaller side',
      edge: 'Zero stays zero.',
    },
    {
      arguments: [
        { name: 'x', kind: 'num', needs: 'elem' },
        { name: 'steps', kind: 'num', finest: 'model' },
      ],
      result: { kind: 'num', extent: 'elem' },
    },
    { per: 'matrix', of: (round, x, steps) => orthogonalized(round, x, steps.data[0]) },
    (tf, [given, steps]) => {
      const matrix: Tensor2D =
        typeof given === 'number' ? tf.fill([1, 1], given) : (given as Tensor2D);
      const tall = matrix.shape[0] > matrix.shape[1];
      // A product with a transposed operand is far slower on some backends than transposing first.
      const wide = tall ? tf.transpose(matrix) : matrix;
      let x: Tensor2D = tf.div(wide, tf.add(tf.sqrt(tf.sum(tf.square(wide))), NORM_FLOOR));
      for (let i = 0; i < roundsOf(steps as number); i++) {
        const a: Tensor2D = tf.matMul(x, tf.transpose(x));
        const b: Tensor2D = tf.add(tf.mul(CUBIC, a), tf.mul(QUINTIC, tf.matMul(a, a)));
        x = tf.add(tf.mul(LINEAR, x), tf.matMul(b, x));
      }
      return tall ? tf.transpose(x) : x;
    },
  ),
];
