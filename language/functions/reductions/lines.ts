import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { entry } from '../describe';
import type { Argument, FunctionEntry } from '../entry';
import { accumulated } from '../interval';
import type { KernelFold } from '../lanes';
import { scaling, type Rules } from '../rules';
import { foldLargest, foldMean, foldNorm, foldSum } from './folds';
import { average, largest, mean, norm, size, sum, type Numbers } from './statistics';

const LINES = 'row and column statistics';

const matrix: Argument = { name: 'x', kind: 'num', needs: 'lines' };

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

/** From a row or a column to one number. */
export const overLines: readonly FunctionEntry[] = [
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
