import { writeCrossEntropyGradient } from '../../kernels/softmax';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { stableExponentials } from '../last-axis';
import { ShapeError } from '../operation';
import type { NoAttributes, Operation } from '../operation';
import { requireType, sameShape, showShape } from '../shapes';
import { oneHotMatrix } from '../tfjs-wasm';

export const softmaxCrossEntropyGradientOperation: Operation<NoAttributes> = {
  name: 'softmaxCrossEntropyGradient',
  type: ([upstream, logits, labels]) => {
    requireType('softmaxCrossEntropyGradient', 'float32', upstream!, logits!);
    requireType('softmaxCrossEntropyGradient', 'int32', labels!);
    const examples = logits!.shape.slice(0, -1);
    if (!sameShape(examples, labels!.shape) || !sameShape(examples, upstream!.shape)) {
      throw new ShapeError(
        `softmaxCrossEntropyGradient: ${showShape(upstream!.shape)} and labels ${showShape(labels!.shape)} ` +
          `do not fit logits ${showShape(logits!.shape)}`,
      );
    }
    return { shape: logits!.shape, dtype: 'float32' };
  },
  gradient: null,
  reference: ([upstream, logits, labels]) => {
    const classes = logits!.shape.at(-1)!;
    const result = new Float64Array(logits!.data.length);
    labels!.data.forEach((label, i) => {
      const row = logits!.data.subarray(i * classes, (i + 1) * classes);
      const { exponentials, total } = stableExponentials(row);
      exponentials.forEach((value, c) => {
        result[i * classes + c] = (value / total - (c === label ? 1 : 0)) * upstream!.data[i]!;
      });
    });
    return result;
  },
  tfjs: (tf, [upstream, logits, labels]) => {
    const classes = logits!.shape.at(-1)!;
    const probabilities = tf.softmax(tf.reshape(logits!, [-1, classes]));
    const chosen = oneHotMatrix(tf, labels!, classes);
    const gradient = tf.mul(tf.sub(probabilities, chosen), tf.reshape(upstream!, [-1, 1]));
    return tf.reshape(gradient, logits!.shape);
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [upstream, logits, labels], result }) =>
        writeCrossEntropyGradient(code, upstream!, logits!, labels!, result.address),
    },
    [0, 1, 2],
  ),
};

/** The gradient of `softmaxCrossEntropy` by its logits: (softmax − one-hot) · upstream. */
export const softmaxCrossEntropyGradient = (upstream: Value, logits: Value, labels: Value): Value =>
  apply(softmaxCrossEntropyGradientOperation, [upstream, logits, labels], {});
