import { beforeAll, describe, expect, it } from 'vitest';
import { initialWeights } from '../engines/init';
import { interpret } from '../engines/reference';
import { withGradients } from '../graph/gradients';
import type { Batch, Graph } from '../graph/graph';
import { memoryFiles } from '../data/memory-files.test-helper';
import { TASKS } from './registry';
import type { Task, TaskInstance, TaskOptions } from './task';

/** Few examples, since the reference interpreter is slow. */
const BATCH = 4;
/** Of plain gradient descent: small enough for the steepest of the tasks at its start. */
const LEARNING_RATE = 1e-3;
const DESCENT_STEPS = 3;

const options = (given: Partial<TaskOptions> = {}): TaskOptions => ({
  data: null,
  target: null,
  missing: null,
  model: null,
  batch: BATCH,
  seed: 3,
  ...given,
});

const load = (task: Task, given: Partial<TaskOptions> = {}): Promise<TaskInstance> =>
  task.load(options(given), memoryFiles({}));

const startOf = (graph: Graph): number[][] =>
  initialWeights(graph, 0).map((weights) => Array.from(weights));

const randomness = { seed: 0, step: 1, node: 0 };

const run = (graph: Graph, batch: Batch, parameters: readonly (readonly number[])[]) =>
  interpret(graph, { batch, parameters, randomness });

const generated = TASKS.filter((task) => task.data === 'none').map(
  (task) => [task.name, task] as const,
);

/** The first examples of a batch. */
const few = (batch: Batch, size: number, count: number): Batch =>
  Object.fromEntries(
    Object.entries(batch).map(([name, values]) => [
      name,
      values.slice(0, (values.length / size) * count),
    ]),
  );

describe.each(generated)('%s', (_, task) => {
  let instance: TaskInstance;
  beforeAll(async () => {
    instance = await load(task);
  });

  it('gives the same batch of a step for a seed, whatever was asked before', async () => {
    const one = instance;
    const other = await load(task);
    const ahead = [5, 1, 700, 2].map((step) => one.trainBatch(step));
    const asked = [2, 5, 700, 1].map((step) => other.trainBatch(step));
    expect(ahead).toEqual([asked[1], asked[3], asked[2], asked[0]]);
    expect(one.dataHash).toBe(other.dataHash);
    expect(one.dataHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has batches that fit its graphs, and ends its epochs', () => {
    const shapes = new Map(
      instance.graph(BATCH, 'train').inputs.map((input) => [input.name, input]),
    );
    const { batch, size } = instance.trainBatch(1);
    expect(Object.keys(batch).sort()).toEqual([...shapes.keys()].sort());
    for (const [name, { shape, dtype }] of shapes) {
      expect(batch[name]!.length).toBe(shape.reduce((a, b) => a * b, 1));
      expect(batch[name]).toBeInstanceOf(dtype === 'int32' ? Int32Array : Float32Array);
    }
    expect(size).toBe(Math.min(BATCH, instance.trainExamples));
    const steps = Array.from({ length: instance.batchesPerEpoch }, (_, i) => i + 1);
    const last = instance.batchesPerEpoch;
    expect(steps.filter((step) => instance.trainBatch(step).epochEnd)).toEqual([last]);
    const sizes = [...instance.validationBatches()].map((part) => part.size);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(instance.validationExamples);
  });

  it.each(task.models)('descends with the model %s', async (model) => {
    const chosen = model === instance.model ? instance : await load(task, { model });
    expect(chosen.model).toBe(model);
    const { batch, size } = chosen.trainBatch(1);
    const graph = withGradients(chosen.graph(size, 'train'));
    let parameters: readonly (readonly number[])[] = startOf(graph);
    const losses: number[] = [];
    for (let step = 0; step < DESCENT_STEPS; step++) {
      const values = run(graph, batch, parameters);
      losses.push(values[graph.outputs['loss']!]!.data[0]!);
      parameters = parameters.map((weights, i) =>
        weights.map((weight, j) => weight - LEARNING_RATE * values[graph.gradients[i]!]!.data[j]!),
      );
    }
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  it('measures what its metric promises, all of it finite', () => {
    const [first] = instance.validationBatches();
    const count = Math.min(BATCH, first!.size);
    const graph = instance.graph(count, 'evaluate');
    const values = run(graph, few(first!.batch, first!.size, count), startOf(graph));
    const sums = Object.fromEntries(
      Object.entries(graph.outputs).map(([name, node]) => [name, values[node]!.data[0]!]),
    );
    for (const [name, node] of Object.entries(graph.outputs))
      expect(`${name} [${values[node]!.shape}]`).toBe(`${name} []`);
    const measured = instance.measure(sums);
    expect(Object.keys(measured)).toContain(task.metric.tag);
    expect(Object.values(measured).every(Number.isFinite)).toBe(true);
  });

  it('refuses a model that it does not take', async () => {
    await expect(load(task, { model: 'resnet' })).rejects.toThrow(
      `The task ${task.name} has no model "resnet".`,
    );
  });
});

describe('a seed', () => {
  it.each(generated.filter(([name]) => name !== 'rosenbrock' && name !== 'amsgrad-counterexample'))(
    'decides the examples or the start of %s',
    async (_, task) => {
      const [one, other] = [await load(task, { seed: 1 }), await load(task, { seed: 2 })];
      expect(one.dataHash).not.toBe(other.dataHash);
      const seen = (instance: TaskInstance) => [
        instance.trainBatch(1).batch,
        instance.graph(BATCH, 'train').parameters.map(({ initializer }) => initializer),
      ];
      expect(seen(one)).not.toEqual(seen(other));
    },
  );
});
