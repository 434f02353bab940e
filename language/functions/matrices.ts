import type { Tensor2D } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { entry, PRECEDENCE, type TfValue } from './describe';
import type { Argument, FunctionEntry, Matrix, Round } from './entry';
import { accumulated, EVERYTHING, product as boundsOfProduct, within } from './interval';
import { identity, mapped, product, transposed } from './linear-algebra/product';
import { scaling } from './rules';

const GROUP = 'matrices';

/** The quintic of Muon (Jordan et al., 2024): its iteration takes all singular values near 1. */
const [LINEAR, CUBIC, QUINTIC] = [3.4445, -4.775, 2.0315];
/** Keeps the division by the norm finite; as in Muon's own code. */
const NORM_FLOOR = 1e-7;
/** More rounds change nothing but the time that they take. */
const MOST_ROUNDS = 100;

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

const onDevice = (tf: typeof tfjs, x: TfValue): Tensor2D =>
  typeof x === 'number' ? tf.fill([1, 1], x) : (x as Tensor2D);

const matrix: Argument = { name: 'x', kind: 'num', needs: 'matrix' };

/** What sees a tensor as a matrix. */
export const matrices: readonly FunctionEntry[] = [
  entry(
    GROUP,
    {
      name: 'matmul',
      operator: { symbol: '@', arity: 2, precedence: PRECEDENCE.product },
      callable: false,
      interval: (x, y) => accumulated(boundsOfProduct(x, y)),
      scaling: { kind: 'product', exponents: [1, 1] },
      laws: { scales: 'linearly' },
      work: 'product',
      summary: 'Product of two matrices.',
      formula: 'Σₖ xᵢₖ·yₖⱼ',
    },
    {
      arguments: [matrix, { ...matrix, name: 'y' }],
      result: { kind: 'num', extent: 'product' },
    },
    { per: 'matrix', of: product },
    (tf, [x, y]) => tf.matMul(onDevice(tf, x), onDevice(tf, y)),
  ),
  entry(
    GROUP,
    {
      name: 'transpose',
      interval: (x) => x,
      scaling: scaling.SAME,
      laws: { scales: 'linearly', undoesItself: true },
      summary: 'The matrix with rows and columns exchanged.',
      formula: 'xⱼᵢ',
    },
    { arguments: [matrix], result: { kind: 'num', extent: 'transposed' } },
    { per: 'matrix', of: (_round, x) => transposed(x) },
    (tf, [x]) => tf.transpose(onDevice(tf, x)),
  ),
  entry(
    GROUP,
    {
      name: 'eye',
      interval: within(0, 1),
      scaling: scaling.SCALE_FREE,
      summary: 'The identity matrix in the size of x: 1 on the diagonal, 0 elsewhere.',
      formula: 'δᵢⱼ',
    },
    { arguments: [matrix], result: { kind: 'num', extent: 'alike' } },
    { per: 'matrix', of: (_round, { rows, cols }) => identity(rows, cols) },
    (tf, [x]) => {
      const [rows, cols] = onDevice(tf, x).shape;
      return tf.eye(rows, cols);
    },
  ),
  entry(
    GROUP,
    {
      name: 'trace',
      interval: accumulated,
      scaling: scaling.SAME,
      laws: { scales: 'linearly' },
      summary: 'Sum of the diagonal.',
      formula: 'Σᵢ xᵢᵢ',
    },
    {
      arguments: [{ ...matrix, needs: 'square' }],
      result: { kind: 'num', extent: 'tensor' },
    },
    {
      per: 'matrix',
      of: (round, { rows, cols, data }) => {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += data[i * cols + i];
        return { rows: 1, cols: 1, data: Float64Array.of(round(sum)) };
      },
    },
    (tf, [given]) => {
      const x = onDevice(tf, given);
      return tf.sum(tf.mul(x, tf.eye(x.shape[0])), [0, 1], true);
    },
  ),
  entry(
    GROUP,
    {
      name: 'orthogonalize',
      work: 'product',
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
        { ...matrix, needs: 'lines' },
        { name: 'steps', kind: 'num', finest: 'model' },
      ],
      result: { kind: 'num', extent: 'alike' },
    },
    { per: 'matrix', of: (round, x, steps) => orthogonalized(round, x, steps.data[0]) },
    (tf, [given, steps]) => {
      const matrix = onDevice(tf, given);
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
