import { writeLogSoftmax } from '../../kernels/softmax';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { overLastAxis, stableExponentials } from '../last-axis';
import type { NoAttributes, Operation } from '../operation';
import { requireType } from '../shapes';
import { exp } from './exp';
import { multiply } from './multiply';
import { subtract } from './subtract';
import { sum } from './sum';

export const logSoftmaxOperation: Operation<NoAttributes> = {
  name: 'logSoftmax',
  type: ([x]) => {
    requireType('logSoftmax', 'float32', x!);
    return { shape: x!.shape, dtype: 'float32' };
  },
  gradient: (upstream, result) => {
    const total = sum(upstream, { axes: [-1], keepDims: true });
    return [subtract(upstream, multiply(exp(result), total))];
  },
  reference: ([x]) =>
    overLastAxis(x!, (row) => {
      const { greatest, total } = stableExponentials(row);
      return row.map((value) => value - greatest - Math.log(total));
    }),
  tfjs: (tf, [x]) => {
    const shifted = tf.sub(x!, tf.max(x!, -1, true));
    return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [x], result }) => writeLogSoftmax(code, x!, result.address),
    },
    [0],
  ),
};

/** The logarithm of `softmax`, without its underflow. */
export const logSoftmax = (x: Value): Value => apply(logSoftmaxOperation, [x], {});
