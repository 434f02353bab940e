import { writeSoftmax } from '../../kernels/softmax';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { overLastAxis, stableExponentials } from '../last-axis';
import type { NoAttributes, Operation } from '../operation';
import { requireType } from '../shapes';
import { multiply } from './multiply';
import { subtract } from './subtract';
import { sum } from './sum';

export const softmaxOperation: Operation<NoAttributes> = {
  name: 'softmax',
  type: ([x]) => {
    requireType('softmax', 'float32', x!);
    return { shape: x!.shape, dtype: 'float32' };
  },
  gradient: (upstream, result) => {
    const weighted = multiply(upstream, result);
    const total = sum(weighted, { axes: [-1], keepDims: true });
    return [subtract(weighted, multiply(result, total))];
  },
  reference: ([x]) =>
    overLastAxis(x!, (row) => {
      const { exponentials, total } = stableExponentials(row);
      return exponentials.map((value) => value / total);
    }),
  tfjs: (tf, [x]) => tf.softmax(x!),
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [x], result }) => writeSoftmax(code, x!, result.address),
    },
    [0],
  ),
};

/** eˣ over the last axis, divided by its sum. */
export const softmax = (x: Value): Value => apply(softmaxOperation, [x], {});
