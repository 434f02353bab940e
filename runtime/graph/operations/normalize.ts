import { writeNormalize } from '../../kernels/normalize';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { overLastAxis } from '../last-axis';
import type { Operation } from '../operation';
import { requireType } from '../shapes';
import { normalizeGradient } from './normalize-gradient';

type NormalizeAttributes = { readonly epsilon: number };

export const normalizeOperation: Operation<NormalizeAttributes> = {
  name: 'normalize',
  type: ([x]) => {
    requireType('normalize', 'float32', x!);
    return { shape: x!.shape, dtype: 'float32' };
  },
  gradient: (upstream, result, [x], { epsilon }) => [
    normalizeGradient(upstream, x!, result, epsilon),
  ],
  reference: ([x], { epsilon }) =>
    overLastAxis(x!, (row) => {
      const mean = row.reduce((a, b) => a + b, 0) / row.length;
      const variance = row.reduce((total, v) => total + (v - mean) ** 2, 0) / row.length;
      return row.map((value) => (value - mean) / Math.sqrt(variance + epsilon));
    }),
  tfjs: (tf, [x], { epsilon }) => {
    const centred = tf.sub(x!, tf.mean(x!, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [x], attributes: { epsilon }, result }) =>
        writeNormalize(code, x!, epsilon, result.address),
    },
    [0],
  ),
};

/** x over its last axis with mean 0 and variance 1: (x − mean) / √(variance + epsilon). */
export const normalize = (x: Value, epsilon = 1e-5): Value =>
  apply(normalizeOperation, [x], { epsilon });
