import { writeCrossEntropy } from '../../kernels/softmax';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { stableExponentials } from '../last-axis';
import { ShapeError } from '../operation';
import type { NoAttributes, Operation } from '../operation';
import { requireType, sameShape, showShape, sizeOf } from '../shapes';
import { oneHotMatrix } from '../tfjs-wasm';
import { softmaxCrossEntropyGradient } from './softmax-cross-entropy-gradient';

export const softmaxCrossEntropyOperation: Operation<NoAttributes> = {
  name: 'softmaxCrossEntropy',
  type: ([logits, labels]) => {
    requireType('softmaxCrossEntropy', 'float32', logits!);
    requireType('softmaxCrossEntropy', 'int32', labels!);
    if (!sameShape(logits!.shape.slice(0, -1), labels!.shape)) {
      throw new ShapeError(
        `softmaxCrossEntropy: labels ${showShape(labels!.shape)} do not fit logits ${showShape(logits!.shape)}`,
      );
    }
    return { shape: labels!.shape, dtype: 'float32' };
  },
  gradient: (upstream, _result, [logits, labels]) => [
    softmaxCrossEntropyGradient(upstream, logits!, labels!),
    null,
  ],
  reference: ([logits, labels], _attributes, { shape }) => {
    const classes = logits!.shape.at(-1)!;
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      const row = logits!.data.subarray(i * classes, (i + 1) * classes);
      const { greatest, total } = stableExponentials(row);
      return Math.log(total) + greatest - row[labels!.data[i]!]!;
    });
  },
  tfjs: (tf, [logits, labels], _attributes, { shape }) => {
    const classes = logits!.shape.at(-1)!;
    const flat = tf.reshape(logits!, [-1, classes]);
    const shifted = tf.sub(flat, tf.max(flat, 1, true));
    const chosen = oneHotMatrix(tf, labels!, classes);
    const losses = tf.sub(tf.log(tf.sum(tf.exp(shifted), 1)), tf.sum(tf.mul(shifted, chosen), 1));
    return tf.reshape(losses, [...shape]);
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [logits, labels], result }) =>
        writeCrossEntropy(code, logits!, labels!, result.address),
    },
    [0, 1],
  ),
};

/**
 * −log softmax(logits)[label] in nats, one for each example: logits [..., classes], int32 labels [...] in
 * [0, classes).
 */
export const softmaxCrossEntropy = (logits: Value, labels: Value): Value =>
  apply(softmaxCrossEntropyOperation, [logits, labels], {});
