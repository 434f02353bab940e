import { definition, entry } from '../describe';
import type { Argument, FunctionEntry, TfjsReduction } from '../entry';
import { accumulated, magnitude, product as boundsOfProduct } from '../interval';
import { scaling } from '../rules';
import { foldLargestSize, foldMean, foldNorm, foldProduct, foldSum } from './folds';
import { all, onDevice } from './on-device';
import {
  average,
  largestSize,
  product,
  size,
  sum,
  sumOfSquares,
  total,
  type Numbers,
} from './statistics';
import type { Words } from './words';

const MODEL = 'reductions over all parameters';

const x: Argument = { name: 'x', kind: 'num' };
const y: Argument = { name: 'y', kind: 'num' };

function overAll(
  words: Words,
  of: (tensors: readonly Numbers[]) => number,
  tfjs: TfjsReduction,
): FunctionEntry {
  return entry(
    MODEL,
    words,
    { arguments: [x], result: { kind: 'num', extent: 'model' } },
    { per: 'model', of },
    tfjs,
  );
}

/** From all parameters to one number. */
export const overModel: readonly FunctionEntry[] = [
  overAll(
    {
      name: 'global_sum',
      kernel: foldSum,
      interval: accumulated,
      scaling: scaling.SAME,
      laws: { scales: 'linearly' },
      summary: 'Sum over all parameters.',
      formula: 'Σ x',
    },
    (tensors) => total(tensors.map(sum), (part) => part),
    { partials: (tf, [x]) => [all(tf, onDevice(tf, x))], combine: sum },
  ),
  overAll(
    {
      name: 'global_mean',
      kernel: foldMean,
      interval: average,
      scaling: scaling.SAME,
      laws: { scales: 'linearly' },
      summary: 'Mean over all parameters.',
      formula: '1/n · Σ x',
    },
    (tensors) => {
      const count = total(
        tensors.map((tensor) => tensor.length),
        (length) => length,
      );
      return count === 0 ? 0 : sum(tensors.map(sum)) / count;
    },
    {
      partials: (tf, [x]) => {
        const values = onDevice(tf, x);
        return [all(tf, values), tf.scalar(values.size)];
      },
      combine: (sums, counts) => (sum(counts) === 0 ? 0 : sum(sums) / sum(counts)),
    },
  ),
  overAll(
    {
      name: 'global_norm',
      kernel: foldNorm,
      interval: size,
      scaling: scaling.SAME,
      laws: { scales: 'by size' },
      summary: 'Euclidean norm over all parameters.',
      formula: '√(Σ x²)',
      hero: true,
    },
    (tensors) => Math.sqrt(sum(tensors.map(sumOfSquares))),
    {
      partials: (tf, [x]) => [all(tf, tf.square(onDevice(tf, x)))],
      combine: (squares) => Math.sqrt(sum(squares)),
    },
  ),
  overAll(
    {
      name: 'global_max_abs',
      kernel: foldLargestSize,
      interval: magnitude,
      scaling: scaling.SAME,
      laws: { scales: 'by size' },
      summary: 'Largest absolute value over all parameters.',
      formula: 'max |x|',
    },
    (tensors) => largestSize(tensors.map(largestSize)),
    {
      partials: (tf, [x]) => [tf.max(tf.abs(onDevice(tf, x)), [0, 1], true)],
      combine: largestSize,
    },
  ),
  entry(
    MODEL,
    {
      name: 'global_dot',
      kernel: foldProduct,
      interval: (x, y) => accumulated(boundsOfProduct(x, y)),
      scaling: { kind: 'product', exponents: [1, 1] },
      laws: { commutes: true },
      summary: 'Inner product over all parameters.',
      formula: 'Σ x·y',
    },
    { arguments: [x, y], result: { kind: 'num', extent: 'model' } },
    { per: 'model', of: (xs, ys) => sum(xs.map((tensor, i) => product(tensor, ys[i]))) },
    { partials: (tf, [x, y]) => [all(tf, tf.mul(onDevice(tf, x), onDevice(tf, y)))], combine: sum },
  ),
  definition(
    MODEL,
    {
      name: 'global_cosine_sim',
      summary: 'Cosine of the angle between two values over all parameters.',
      formula: 'Σ x·y / (‖x‖·‖y‖)',
      edge: 'A norm of zero gives 0.',
    },
    { arguments: [x, y], result: { kind: 'num', extent: 'model' } },
    'global_dot(x, y) / (global_norm(x) * global_norm(y))',
  ),
];
