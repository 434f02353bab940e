import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { definition, entry, type TfValue } from './describe';
import type { Argument, FunctionEntry, TfjsReduction } from './entry';
import type { KernelFold, Lanes, Wide } from './lanes';

import {
  accumulated,
  AT_LEAST_ZERO,
  between,
  magnitude,
  product as boundsOfProduct,
  type IntervalRule,
} from './interval';
import { scaling, type Rules } from './rules';

const TENSOR = 'reductions over a tensor';
const MODEL = 'reductions over all parameters';
const LINES = 'row and column statistics';

type Numbers = ArrayLike<number>;

const x: Argument = { name: 'x', kind: 'num' };
const y: Argument = { name: 'y', kind: 'num' };
const matrix: Argument = { name: 'x', kind: 'num', needs: 'lines' };

function total(values: Numbers, of: (value: number, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i], i);
  return sum;
}

const sum = (x: Numbers): number => total(x, (value) => value);
const sumOfSquares = (x: Numbers): number => total(x, (value) => value * value);
const product = (x: Numbers, y: Numbers): number => total(x, (value, i) => value * y[i]);
const mean = (x: Numbers): number => (x.length === 0 ? 0 : sum(x) / x.length);
const norm = (x: Numbers): number => Math.sqrt(sumOfSquares(x));
const rootMeanSquare = (x: Numbers): number =>
  x.length === 0 ? 0 : Math.sqrt(sumOfSquares(x) / x.length);
const spread = (x: Numbers): number => {
  const centre = mean(x);
  return x.length === 0 ? 0 : Math.sqrt(total(x, (value) => (value - centre) ** 2) / x.length);
};

function largestSize(x: Numbers): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]));
  return largest;
}

function largest(x: Numbers): number {
  let largest = -Infinity;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, x[i]);
  return largest;
}

const onDevice = (tf: typeof tfjs, x: TfValue): Tensor =>
  typeof x === 'number' ? tf.fill([1, 1], x) : x;

/** All of a tensor becomes one number in the shape [1, 1]. */
const all = (tf: typeof tfjs, x: Tensor): Tensor => tf.sum(x, [0, 1], true);

/** A mean lies between the smallest and the largest. */
const average: IntervalRule = ({ low, high, zero }) =>
  between(low, high, zero || (low < 0 && high > 0));

const size: IntervalRule = (x) => between(magnitude(x).low, Infinity, x.zero);

const itself = (_: unknown, x: Lanes): Lanes => x;
const squared = (wide: Wide, x: Lanes): Lanes => wide.multiply(x, x);
const sizeOf = (wide: Wide, x: Lanes): Lanes => wide.abs(x);
/** Of nothing there is no mean. */
const share = (total: number, count: number): number => (count === 0 ? 0 : total / count);

const foldSum: KernelFold = { fold: 'sum', of: itself, finish: (total) => total };
const foldMean: KernelFold = { fold: 'sum', of: itself, finish: share };
const foldNorm: KernelFold = { fold: 'sum', of: squared, finish: Math.sqrt };
const foldRms: KernelFold = {
  fold: 'sum',
  of: squared,
  finish: (total, count) => Math.sqrt(share(total, count)),
};
const foldProduct: KernelFold = {
  fold: 'sum',
  of: (wide, x, y) => wide.multiply(x, y),
  finish: (total) => total,
};
const foldLargest: KernelFold = { fold: 'largest', of: itself, finish: (most) => most };
const foldLargestSize: KernelFold = {
  fold: 'largest',
  of: sizeOf,
  finish: (most) => Math.max(most, 0),
};

interface Words extends Rules {
  readonly kernel?: KernelFold;
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly edge?: string;
  readonly hero?: boolean;
}

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

/** A statistic of each row and its twin of each column. */
function perLine(
  rules: Rules & { readonly kernel: KernelFold },
  suffix: string,
  summary: string,
  formula: string,
  of: (line: Numbers) => number,
  write: (tf: typeof tfjs, x: Tensor, axis: number) => Tensor,
): FunctionEntry[] {
  return (['row', 'col'] as const).map((line) =>
    entry(
      LINES,
      {
        ...rules,
        name: `${line}_${suffix}`,
        summary: `${summary} of each ${line === 'row' ? 'row' : 'column'}.`,
        formula: `${formula} over each ${line === 'row' ? 'row' : 'column'}`,
      },
      { arguments: [matrix], result: { kind: 'num', extent: line } },
      { per: line, of },
      (tf, [x]) => write(tf, x as Tensor, line === 'row' ? 1 : 0),
    ),
  );
}

/** From a tensor, a row, a column or all parameters to one number. */
export const reductions: readonly FunctionEntry[] = [
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
  ...perLine(
    { interval: accumulated, scaling: scaling.SAME, laws: { scales: 'linearly' }, kernel: foldSum },
    'sum',
    'Sum',
    'Σ x',
    sum,
    (tf, x, axis) => tf.sum(x, axis, true),
  ),
  ...perLine(
    { interval: average, scaling: scaling.SAME, laws: { scales: 'linearly' }, kernel: foldMean },
    'mean',
    'Mean',
    '1/n · Σ x',
    mean,
    (tf, x, axis) => tf.mean(x, axis, true),
  ),
  ...perLine(
    { interval: size, scaling: scaling.SAME, laws: { scales: 'by size' }, kernel: foldNorm },
    'norm',
    'Euclidean norm',
    '√(Σ x²)',
    norm,
    (tf, x, axis) => tf.sqrt(tf.sum(tf.square(x), axis, true)),
  ),
  ...perLine(
    { interval: (x) => x, scaling: scaling.SAME, kernel: foldLargest },
    'max',
    'Largest value',
    'max x',
    largest,
    (tf, x, axis) => tf.max(x, axis, true),
  ),
];
