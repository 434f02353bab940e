import { describe, expect, it } from 'vitest';
import { interpret } from '../engines/reference';
import { withGradients } from '../graph/gradients';
import type { Batch, Graph, Parameter } from '../graph/graph';
import { draws } from '../data/sampling';
import { memoryFiles } from '../data/memory-files.test-helper';
import { TASKS } from './registry';
import type { Task, TaskInstance, TaskOptions } from './task';

const BATCH = 16;
/** Of plain gradient descent: small enough for the steepest of the tasks at its start. */
const LEARNING_RATE = 1e-3;
const DESCENT_STEPS = 4;

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

const startOf = ({ name, shape, initializer }: Parameter): number[] => {
  const random = draws(0, name);
  return Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    switch (initializer.kind) {
      case 'zeros':
        return 0;
      case 'constant':
        return initializer.value;
      case 'values':
        return initializer.values[i]!;
      case 'normal':
        return initializer.std * random.normal();
      case 'uniform':
        return initializer.limit * (2 * random.uniform() - 1);
    }
  });
};

const randomness = { seed: 0, step: 1, node: 0 };

const run = (graph: Graph, batch: Batch, parameters: readonly number[][]) =>
  interpret(graph, { batch, parameters, randomness });

const generated = TASKS.filter((task) => task.data === 'none').map(
  (task) => [task.name, task] as const,
);

describe.each(generated)('%s', (_, task) => {
  it('gives the same batch of a step for a seed, whatever was asked before', async () => {
    const one = await load(task);
    const other = await load(task);
    const ahead = [5, 1, 700, 2].map((step) => one.trainBatch(step));
    const asked = [2, 5, 700, 1].map((step) => other.trainBatch(step));
    expect(ahead).toEqual([asked[1], asked[3], asked[2], asked[0]]);
    expect(one.dataHash).toBe(other.dataHash);
    expect(one.dataHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has batches that fit its graphs, and ends its epochs', async () => {
    const instance = await load(task);
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
    const instance = await load(task, { model });
    expect(instance.model).toBe(model);
    const { batch, size } = instance.trainBatch(1);
    const graph = withGradients(instance.graph(size, 'train'));
    let parameters = graph.parameters.map(startOf);
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

  it('measures what its metric promises, all of it finite', async () => {
    const instance = await load(task);
    const [first] = instance.validationBatches();
    const { batch, size } = first!;
    const graph = instance.graph(size, 'evaluate');
    const values = run(graph, batch, graph.parameters.map(startOf));
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
