import type { GraphBuilder, Value } from '../graph/builder';
import type { Mode } from '../graph/graph';
import { argmax } from '../graph/operations/argmax';
import { equal } from '../graph/operations/equal';
import { mean } from '../graph/operations/mean';
import { reshape } from '../graph/operations/reshape';
import { softmaxCrossEntropy } from '../graph/operations/softmax-cross-entropy';
import { square } from '../graph/operations/square';
import { subtract } from '../graph/operations/subtract';
import { sum } from '../graph/operations/sum';
import type { Sums } from './task';

/** What a model's output is worth, in training as `loss`, in evaluation as sums that `measure` divides. */
export interface Measurement {
  /** Adds the outputs `loss` and, in evaluate mode, the sums over the batch. */
  add(builder: GraphBuilder, output: Value, target: Value, mode: Mode): void;
  /** Tags and values over `count` validation examples. */
  measure(sums: Sums, count: number): Record<string, number>;
}

/** Logits [batch, classes] against labels [batch]: cross-entropy in nats, and the share of right answers. */
export const classification: Measurement = {
  add(builder, logits, labels, mode) {
    const losses = softmaxCrossEntropy(logits, labels);
    builder.output('loss', mean(losses));
    if (mode === 'train') return;
    builder.output('loss_sum', sum(losses));
    builder.output('correct_sum', sum(equal(argmax(logits), labels)));
  },
  measure: ({ loss_sum, correct_sum }, count) => ({
    'val/loss': loss_sum! / count,
    'val/accuracy': correct_sum! / count,
  }),
};

/**
 * Predictions [batch, 1] against values [batch]: mean squared error, and R², the share of the validation targets'
 * variance that is explained (0 where they have none).
 */
export function regression(validationTargets: ArrayLike<number>): Measurement {
  const targets = Float64Array.from(validationTargets);
  const average = targets.reduce((a, b) => a + b, 0) / targets.length;
  const spread = targets.reduce((total, target) => total + (target - average) ** 2, 0);
  return {
    add(builder, predictions, values, mode) {
      const errors = square(subtract(reshape(predictions, values.shape), values));
      builder.output('loss', mean(errors));
      if (mode === 'evaluate') builder.output('loss_sum', sum(errors));
    },
    measure: ({ loss_sum }, count) => ({
      'val/loss': loss_sum! / count,
      'val/r2': spread > 0 ? 1 - loss_sum! / spread : 0,
    }),
  };
}

/** Logits [batch, length, vocabulary] against the tokens that follow [batch, length]: nats a token. */
export const nextToken = (length: number): Measurement => ({
  add(builder, logits, following, mode) {
    const losses = softmaxCrossEntropy(logits, following);
    builder.output('loss', mean(losses));
    if (mode === 'evaluate') builder.output('loss_sum', sum(losses));
  },
  measure: ({ loss_sum }, count) => ({ 'val/loss': loss_sum! / (count * length) }),
});
