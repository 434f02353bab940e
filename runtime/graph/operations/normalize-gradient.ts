import { writeNormalizeGradient } from '../../kernels/normalize';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import type { PlacedTensor } from '../lowering';
import type { Operation } from '../operation';
import { requireType } from '../shapes';

type NormalizeAttributes = { readonly epsilon: number };

export const normalizeGradientOperation: Operation<NormalizeAttributes> = {
  name: 'normalizeGradient',
  type: ([upstream, x, result]) => {
    requireType('normalizeGradient', 'float32', upstream!, x!, result!);
    return { shape: x!.shape, dtype: 'float32' };
  },
  gradient: null,
  reference: ([upstream, x, result], { epsilon }) => {
    const width = x!.shape.at(-1)!;
    const gradient = new Float64Array(x!.data.length);
    for (let start = 0; start < gradient.length; start += width) {
      const row = (of: Float64Array): Float64Array => of.subarray(start, start + width);
      const mean = (of: Float64Array): number => of.reduce((a, b) => a + b, 0) / width;
      const [g, y] = [row(upstream!.data), row(result!.data)];
      const centre = mean(row(x!.data));
      const variance = mean(row(x!.data).map((value) => (value - centre) ** 2));
      const along = mean(g.map((value, i) => value * y[i]!));
      const level = mean(g);
      const deviation = Math.sqrt(variance + epsilon);
      gradient.set(
        g.map((value, i) => (value - level - y[i]! * along) / deviation),
        start,
      );
    }
    return gradient;
  },
  tfjs: (tf, [upstream, x, result], { epsilon }) => {
    const centred = tf.sub(x!, tf.mean(x!, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    const along = tf.mean(tf.mul(upstream!, result!), -1, true);
    const level = tf.mean(upstream!, -1, true);
    return tf.mul(tf.sub(tf.sub(upstream!, level), tf.mul(result!, along)), inverse);
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs, attributes: { epsilon }, result: { address } }) => {
        const [upstream, x, result] = inputs as [PlacedTensor, PlacedTensor, PlacedTensor];
        writeNormalizeGradient(code, { upstream, x, result }, epsilon, address);
      },
    },
    [0, 1, 2],
  ),
};

/** The gradient of `normalize` by x, from x and its result: what of `upstream` changes neither mean nor variance. */
export const normalizeGradient = (
  upstream: Value,
  x: Value,
  result: Value,
  epsilon: number,
): Value => apply(normalizeGradientOperation, [upstream, x, result], { epsilon });
