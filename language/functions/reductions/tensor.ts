import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { definition, entry } from '../describe';
import type { Argument, FunctionEntry } from '../entry';
import { accumulated, AT_LEAST_ZERO, magnitude, product as boundsOfProduct } from '../interval';
import { scaling } from '../rules';
import {
  foldLargestSize,
  foldMean,
  foldNorm,
  foldProduct,
  foldRms,
  foldSpread,
  foldSum,
} from './folds';
import { all, onDevice } from './on-device';
import {
  average,
  largestSize,
  mean,
  norm,
  product,
  rootMeanSquare,
  size,
  spread,
  sum,
  type Numbers,
} from './statistics';
import type { Words } from './words';

const TENSOR = 'reductions over a tensor';

const x: Argument = { name: 'x', kind: 'num' };
const y: Argument = { name: 'y', kind: 'num' };

function perTensor(
  words: Words,
  of: (x: Numbers) => number,
  write: (tf: typeof tfjs, x: Tensor) => Tensor,
): FunctionEntry {
  return entry(
    TENSOR,
    words,
    { arguments: [x], result: { kind: 'num', extent: 'tensor' } },
    { per: 'tensor', of },
    (tf, [x]) => write(tf, onDevice(tf, x)),
  );
}

/** From a tensor to one number. */
export const overTensors: readonly FunctionEntry[] = [
  perTensor(
    {
      name: 'sum',
      kernel: foldSum,
      interval: accumulated,
      scaling: scaling.SAME,
      laws: { scales: 'linearly' },
      summary: 'Sum over the tensor.',
      formula: 'Σ x',
    },
    sum,
    all,
  ),
  perTensor(
    {
      name: 'mean',
      kernel: foldMean,
      interval: average,
      scaling: scaling.SAME,
      laws: { scales: 'linearly' },
      summary: 'Mean over the tensor.',
      formula: '1/n · Σ x',
    },
    mean,
    (tf, x) => tf.mean(x, [0, 1], true),
  ),
  perTensor(
    {
      name: 'norm',
      kernel: foldNorm,
      interval: size,
      scaling: scaling.SAME,
      laws: { scales: 'by size' },
      summary: 'Euclidean norm of the tensor.',
      formula: '√(Σ x²)',
      hero: true,
    },
    norm,
    (tf, x) => tf.sqrt(all(tf, tf.square(x))),
  ),
  perTensor(
    {
      name: 'rms',
      kernel: foldRms,
      interval: size,
      scaling: scaling.SAME,
      laws: { scales: 'by size' },
      summary: 'Root of the mean square over the tensor.',
      formula: '√(1/n · Σ x²)',
    },
    rootMeanSquare,
    (tf, x) => tf.sqrt(tf.mean(tf.square(x), [0, 1], true)),
  ),
  perTensor(
    {
      name: 'max_abs',
      kernel: foldLargestSize,
      interval: magnitude,
      scaling: scaling.SAME,
      laws: { scales: 'by size' },
      summary: 'Largest absolute value of the tensor.',
      formula: 'max |x|',
    },
    largestSize,
    (tf, x) => tf.max(tf.abs(x), [0, 1], true),
  ),
  perTensor(
    {
      name: 'std',
      kernel: foldSpread,
      interval: () => AT_LEAST_ZERO,
      scaling: scaling.SAME,
      laws: { scales: 'by size' },
      summary: 'Standard deviation over the tensor (of the population).',
      formula: '√(1/n · Σ (x − mean)²)',
    },
    spread,
    (tf, x) => tf.sqrt(tf.mean(tf.square(tf.sub(x, tf.mean(x, [0, 1], true))), [0, 1], true)),
  ),
  entry(
    TENSOR,
    {
      name: 'dot',
      kernel: foldProduct,
      interval: (x, y) => accumulated(boundsOfProduct(x, y)),
      scaling: { kind: 'product', exponents: [1, 1] },
      laws: { commutes: true },
      summary: 'Inner product of two tensors.',
      formula: 'Σ x·y',
      hero: true,
    },
    { arguments: [x, y], result: { kind: 'num', extent: 'tensor' } },
    { per: 'tensor', of: product },
    (tf, [x, y]) => all(tf, tf.mul(onDevice(tf, x), onDevice(tf, y))),
  ),
  definition(
    TENSOR,
    {
      name: 'cosine_sim',
      summary: 'Cosine of the angle between two tensors.',
      formula: 'Σ x·y / (‖x‖·‖y‖)',
      edge: 'A norm of zero gives 0.',
      hero: true,
    },
    { arguments: [x, y], result: { kind: 'num', extent: 'tensor' } },
    'dot(x, y) / (norm(x) * norm(y))',
  ),
];
