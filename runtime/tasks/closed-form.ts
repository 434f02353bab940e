import { GraphBuilder, type Value } from '../graph/builder';
import type { Batch } from '../graph/graph';
import { fill } from '../graph/operations/fill';
import { chosenModel } from './chosen-model';
import type { Sums, Task, TaskInstance, TaskOptions } from './task';

/** A function of a point, to be minimised. */
export interface ClosedForm {
  readonly task: Task;
  readonly options: TaskOptions;
  readonly start: readonly number[];
  /** The function at x [n], a scalar. */
  readonly loss: (x: Value) => Value;
  readonly description: string;
  readonly dataHash: string;
}

/** A task without data: each step sees the whole function, and validation measures it where the point is. */
export function closedForm(form: ClosedForm): TaskInstance {
  const once = { batch: {} as Batch, size: 1 };
  return pointTask(form, {
    batchesPerEpoch: 1,
    addTo(x, mode) {
      const loss = form.loss(x);
      x.builder.output('loss', loss);
      if (mode === 'evaluate') x.builder.output('loss_sum', loss);
    },
    trainBatch: () => ({ ...once, epochEnd: true }),
    validationBatches: () => [once],
    measure: ({ loss_sum }: Sums) => ({ 'val/loss': loss_sum! }),
  });
}

/** What tasks on a point differ in. */
export interface PointObjective extends Pick<
  TaskInstance,
  'batchesPerEpoch' | 'trainBatch' | 'validationBatches' | 'measure'
> {
  /** Adds inputs and outputs to the graph of the point x [n]. */
  addTo(x: Value, mode: Parameters<TaskInstance['graph']>[1]): void;
}

/** A task whose model is a point: its parameters are its only output. */
export function pointTask(
  { task, options, start, description, dataHash }: Omit<ClosedForm, 'loss'>,
  { addTo, ...objective }: PointObjective,
): TaskInstance {
  const model = chosenModel(task, options.model);
  return {
    ...objective,
    description,
    dataHash,
    model: model.name,
    trainExamples: 1,
    validationExamples: 1,
    graph(_batchSize, mode) {
      const builder = new GraphBuilder();
      // A point has no input; the model only needs a node of the graph that it is to join.
      const nothing = fill(builder, [1], 0);
      addTo(
        model.build(nothing, { input: { kind: 'point', start }, output: { kind: 'point' }, mode }),
        mode,
      );
      return builder.build();
    },
  };
}
