import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { analyze } from '../../language';
import type { Program } from '../../language';
import { GraphBuilder } from '../graph/builder';
import { useBackend } from '../graph/check-operation.test-helper';
import type { Batch, Graph, Mode } from '../graph/graph';
import { dropout } from '../graph/layers';
import { argmax, equal, mean, softmaxCrossEntropy, sum } from '../graph/operations';
import { normals } from '../graph/random';
import { findModel } from '../models/registry';
import { createCompiledEngine } from './compiled/engine';
import type { Engine, EngineOptions, StepRequest } from './engine';
import { createReferenceEngine } from './reference-engine';
import { createTfjsEngine } from './tfjs/engine';

const ADAM = `
beta1: hyper(0.5, 0.99, log1m)   = 0.9
beta2: hyper(0.9, 0.9999, log1m) = 0.999

def train(w, g, m, v, lr):
  m = interp(g, m, beta1)
  v = interp(g * g, v, beta2)
  update = lr * (m / (1 - beta1 ** step)) / (sqrt(v / (1 - beta2 ** step)) + 1e-4)
  return update, m, v
`;

/** Gradients at other weights, a second loss, draws and an evaluation point of its own. */
const WANDERER = `
slow: state = w + 0.01 * normal(w)

def train(w, g, slow, m, lr):
  there = w + 0.05 * g / global_norm(g)
  m = interp(gradient_at(there), m, 0.9)
  if every(2):
    m = m * min(1, loss_at(there) / loss)
  slow = interp(w, slow, 0.5)
  return lr * m * (1 + 0.1 * uniform(w)), slow, m

def eval_point(w, slow):
  return slow
`;

const programOf = (text: string): Program => {
  const { program, diagnostics } = analyze(text, { name: 'test' });
  if (program === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
};

const FEATURES = 4;
const CLASSES = 3;

const graphOf =
  (dropped: number) =>
  (batchSize: number, mode: Mode): Graph => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [batchSize, FEATURES]);
    const y = builder.input('y', [batchSize], 'int32');
    const logits = findModel('mlp').build(dropout(x, dropped, mode), {
      input: { kind: 'features', size: FEATURES },
      output: { kind: 'vector', size: CLASSES },
      mode,
    });
    const losses = softmaxCrossEntropy(logits, y);
    builder.output('loss', mean(losses));
    builder.output('logits', logits);
    if (mode === 'evaluate') builder.output('correct', sum(equal(argmax(logits), y)));
    return builder.build();
  };

const batchOf = (step: number, size: number): Batch => ({
  x: Float32Array.from(normals({ seed: 5, step, stream: 0 }, size * FEATURES)),
  y: Int32Array.from({ length: size }, (_, i) => (i * 7 + step) % CLASSES),
});

/** Batches of 8; every fourth one, the last of its epoch, is smaller. */
const requestOf = (step: number): StepRequest => {
  const batchSize = step % 4 === 0 ? 5 : 8;
  return {
    batch: batchOf(step, batchSize),
    batchSize,
    step,
    totalSteps: 10,
    lr: 0.01,
    lrPeak: 0.01,
    epochEnd: step % 4 === 0,
    hyper: { beta1: 0.9, beta2: 0.999 },
    measured: step % 2 === 0,
    tensors: step % 5 === 0,
  };
};

const trainTen = async (engine: Engine) => {
  const results = [];
  for (let step = 1; step <= 10; step++) results.push(await engine.trainStep(requestOf(step)));
  return {
    results,
    evaluation: await engine.evaluate(batchOf(99, 6), 6),
    weights: [...(await engine.readWeights())],
  };
};

/** The same by two engines: the second goes on from the state of the first. */
const trainInTwo = async (first: Engine, second: Engine) => {
  const results = [];
  for (let step = 1; step <= 10; step++) {
    if (step === 6) second.writeState(await first.readState());
    results.push(await (step < 6 ? first : second).trainStep(requestOf(step)));
  }
  return {
    results,
    evaluation: await second.evaluate(batchOf(99, 6), 6),
    weights: [...(await second.readWeights())],
  };
};

const options = (dropped = 0) => ({ graph: graphOf(dropped), program: programOf(ADAM), seed: 3 });

const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  expect(worst).toBeLessThan(1e-4);
};

// Also the tests of engines without TensorFlow.js ask it what it holds.
beforeAll(() => useBackend('cpu'));
afterEach(() => tf.disposeVariables());

/** Makes engines of one kind. */
type Factory = (options: EngineOptions) => Promise<Engine>;

const onTfjs =
  (backend: 'cpu' | 'wasm'): Factory =>
  async (given) =>
    createTfjsEngine(await useBackend(backend), given);

const FACTORIES: Readonly<Record<string, Factory>> = {
  'TensorFlow.js on cpu': onTfjs('cpu'),
  'TensorFlow.js on wasm': onTfjs('wasm'),
  compiled: async (given) => createCompiledEngine(given),
};

describe.each(Object.entries(FACTORIES))('the engine: %s', (_name, create) => {
  it('tells what statements give as the reference does, and makes the same steps meanwhile', async () => {
    const [watching, plain, reference] = [
      await create(options()),
      await create(options()),
      createReferenceEngine(options()),
    ];
    expect(watching.isObservable).toBe(true);
    for (let step = 1; step <= 3; step++) {
      const request = { ...requestOf(step), observed: true };
      const { statements } = await watching.trainStep(request);
      const expected = (await reference.trainStep(request)).statements!;
      statements!.forEach(({ whole, parameters }, i) => {
        expect(whole!.rms! / expected[i]!.whole!.rms!).toBeCloseTo(1, 3);
        expect(parameters).toHaveLength(expected[i]!.parameters.length);
      });
      await plain.trainStep(requestOf(step));
    }
    expect(await watching.readWeights()).toEqual(await plain.readWeights());
    [watching, plain].forEach((engine) => engine.dispose());
  });

  it('passes through the model at other weights as the reference does, and goes on from where it was', async () => {
    const wanderer = { ...options(0.3), program: programOf(WANDERER) };
    const engine = await create(wanderer);
    const ours = await trainTen(engine);
    const reference = createReferenceEngine(wanderer);
    const expected = await trainTen(reference);
    close(ours.weights, expected.weights);
    close([ours.evaluation.scalars['loss']!], [expected.evaluation.scalars['loss']!]);
    expect(ours.results.map(({ extraPasses }) => extraPasses)).toEqual(Array(10).fill(1));
    const { evaluation, slots } = await engine.readState();
    expect(evaluation).toEqual(slots!['slow']);
    await engine.trainStep(requestOf(11));
    const tensors = tf.memory().numTensors;
    await engine.trainStep(requestOf(12));
    expect(tf.memory().numTensors).toBe(tensors);
    const resumed = await trainInTwo(await create(wanderer), await create(wanderer));
    expect(resumed.weights).toEqual(ours.weights);
  });

  it('agrees with the reference over ten steps, norms and evaluation included', async () => {
    const engine = await create(options(0.3));
    const ours = await trainTen(engine);
    const reference = await trainTen(createReferenceEngine(options(0.3)));
    close(ours.weights, reference.weights);
    close(
      ours.results.map(({ loss }) => loss),
      reference.results.map(({ loss }) => loss),
    );
    for (const [i, { norms }] of reference.results.entries()) {
      const measured = ours.results[i]!.norms;
      if (norms === null) expect(measured).toBeNull();
      else
        for (const of of ['gradient', 'update', 'weight'] as const) close(measured![of], norms[of]);
    }
    const { scalars, activity } = ours.evaluation;
    expect(Object.keys(scalars).sort()).toEqual(['correct', 'loss']);
    expect(scalars['correct']).toBe(reference.evaluation.scalars['correct']);
    close([scalars['loss']!], [reference.evaluation.scalars['loss']!]);
    expect(Object.keys(activity)).toEqual(['dense1', 'dense2']);
    for (const [layer, units] of Object.entries(activity))
      close([...units], [...reference.evaluation.activity[layer]!]);
    engine.dispose();
  });

  it('measures what float32 could not square', async () => {
    const far = programOf('def train(w, g, lr):\n  return 1e22 + 0 * g\n');
    const engine = await create({ ...options(), program: far });
    const { norms } = await engine.trainStep({ ...requestOf(1), measured: true });
    expect(norms!.update[0]! / 1e22).toBeCloseTo(Math.sqrt(FEATURES * 32), 4);
    engine.dispose();
  });

  it('gives the same losses and weights to the bit when run again', async () => {
    const [first, second] = [await create(options(0.3)), await create(options(0.3))];
    expect(await trainTen(first)).toEqual(await trainTen(second));
    first.dispose();
    second.dispose();
  });

  it('goes on from another engine’s state to the bit, dropout, slots and evaluation included', async () => {
    const [whole, first, second] = [
      await create(options(0.3)),
      await create(options(0.3)),
      await create(options(0.3)),
    ];
    expect(await trainInTwo(first, second)).toEqual(await trainTen(whole));
    [whole, first, second].forEach((engine) => engine.dispose());
  });

  it('keeps no tensor from step to step, and none at the end', async () => {
    const before = tf.memory().numTensors;
    const engine = await create(options());
    await trainTen(engine);
    const after = tf.memory().numTensors;
    await trainTen(engine);
    expect(tf.memory().numTensors).toBe(after);
    engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an engine', () => {
  it('starts from weights that depend on the seed', async () => {
    const weightsAt = (seed: number) => createReferenceEngine({ ...options(), seed }).readWeights();
    expect(await weightsAt(1)).toEqual(await weightsAt(1));
    expect(await weightsAt(1)).not.toEqual(await weightsAt(2));
  });

  it('goes on from another’s state, also in float64', async () => {
    const [first, second] = [
      createReferenceEngine(options(0.3)),
      createReferenceEngine(options(0.3)),
    ];
    expect(await trainInTwo(first, second)).toEqual(
      await trainTen(createReferenceEngine(options(0.3))),
    );
  });

  it('knows how many parameters there are', () => {
    const { parameterCount } = createReferenceEngine(options());
    expect(parameterCount).toBe(4 * 32 + 32 + 32 * 32 + 32 + 32 * 3 + 3);
  });
});
