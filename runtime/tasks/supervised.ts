import { GraphBuilder } from '../graph/builder';
import type { Graph, Mode } from '../graph/graph';
import type { InputSpec } from '../models/model';
import { epochOrder, gather, slices } from './batching';
import { chosenModel } from './chosen-model';
import { classification, regression, type Measurement } from './objectives';
import type { Task, TaskInstance, TaskOptions } from './task';

/** Inputs with a target each: a class, or a number. */
export interface Examples {
  readonly count: number;
  /** The inputs of some examples, row-major, one after the other. */
  inputs(examples: ArrayLike<number>): Float32Array;
  readonly targets: Int32Array | Float32Array;
}

/** `Examples.inputs` over a row-major array [count, width]. */
export const rowsOf =
  (rows: Float32Array, width: number): Examples['inputs'] =>
  (examples) =>
    gather(rows, width, examples);

/** What is learned: which class, or how much. */
export type Goal =
  { readonly kind: 'classes'; readonly count: number } | { readonly kind: 'value' };

export interface SupervisedTask {
  readonly task: Task;
  readonly options: TaskOptions;
  readonly input: Exclude<InputSpec, { kind: 'tokens' | 'point' }>;
  readonly goal: Goal;
  readonly train: Examples;
  readonly validation: Examples;
  readonly description: string;
  readonly dataHash: string;
}

/** Validation only runs forward, so its batches may be larger than those of training. */
const VALIDATION_BATCH = 250;

/** A task whose examples lie in memory: targets are classes (cross-entropy) or values (squared error). */
export function supervised(data: SupervisedTask): TaskInstance {
  const { options, input, goal, train, validation } = data;
  const model = chosenModel(data.task, options.model);
  const order = epochOrder(train.count, options.batch, options.seed);
  const measurement: Measurement =
    goal.kind === 'classes' ? classification : regression(validation.targets);
  const outputs = goal.kind === 'classes' ? goal.count : 1;

  const graph = (batchSize: number, mode: Mode): Graph => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [batchSize, ...exampleShape(input)]);
    const y = builder.input('y', [batchSize], goal.kind === 'classes' ? 'int32' : 'float32');
    const output = model.build(x, { input, output: { kind: 'vector', size: outputs }, mode });
    measurement.add(builder, output, y, mode);
    return builder.build();
  };

  const batchOf = (from: Examples, examples: Uint32Array) => ({
    batch: {
      x: from.inputs(examples),
      y: gather(from.targets, 1, examples),
    },
    size: examples.length,
  });

  return {
    description: data.description,
    dataHash: data.dataHash,
    model: model.name,
    trainExamples: train.count,
    validationExamples: validation.count,
    batchesPerEpoch: order.batchesPerEpoch,
    graph,
    trainBatch(step) {
      const { examples, epochEnd } = order.examplesAt(step);
      return { ...batchOf(train, examples), epochEnd };
    },
    *validationBatches() {
      for (const { from, to } of slices(validation.count, VALIDATION_BATCH))
        yield batchOf(
          validation,
          Uint32Array.from({ length: to - from }, (_, i) => from + i),
        );
    },
    measure: (sums) => measurement.measure(sums, validation.count),
  };
}

const exampleShape = (input: SupervisedTask['input']): number[] =>
  input.kind === 'features' ? [input.size] : [input.height, input.width, input.channels];
