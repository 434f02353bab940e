import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { createTfjsOptimizer } from '../../../language';
import { withActivity } from '../../graph/activity';
import { parameterCount } from '../../graph/builder';
import { withGradients } from '../../graph/gradients';
import type { StepContext } from '../../../language';
import type { Batch } from '../../graph/graph';
import type { Engine, EngineOptions, StepNorms, StepRequest, StepTensors } from '../engine';
import { initialWeights } from '../init';
import { scalarOutputs } from '../scalar-outputs';
import { createTfjsExecutor } from './executor';
import type { TfjsExecutor } from './executor';

interface Evaluator {
  readonly scalars: readonly string[];
  readonly layers: readonly string[];
  /** Computes the scalars, then what the layers' units gave. */
  readonly executor: TfjsExecutor;
}

/**
 * Trains on whichever backend of TensorFlow.js is active, by our own gradients. Numbers are read back
 * asynchronously only, as WebGPU demands. On the CPU backends equal options give equal losses to the bit.
 */
export const createTfjsEngine = async (
  tf: typeof tfjs,
  { graph, program, seed }: EngineOptions,
): Promise<Engine> => {
  const { parameters } = graph(1, 'evaluate');
  const optimizer = createTfjsOptimizer(tf, program, parameters);
  const trainers = new Map<number, TfjsExecutor>();
  const evaluators = new Map<number, Evaluator>();
  let weights: readonly Tensor[] = initialWeights({ parameters }, seed).map((values, i) =>
    tf.tensor(values, [...parameters[i]!.shape], 'float32'),
  );
  let evaluationPoint: readonly Tensor[] | null = null;
  let lastContext: StepContext | null = null;

  const trainer = (batchSize: number): TfjsExecutor =>
    found(trainers, batchSize, () => {
      const whole = withGradients(graph(batchSize, 'train'));
      return createTfjsExecutor(tf, whole, [whole.outputs['loss']!, ...whole.gradients]);
    });

  const evaluator = (batchSize: number): Evaluator =>
    found(evaluators, batchSize, () => {
      const { graph: whole, layers } = withActivity(graph(batchSize, 'evaluate'));
      const outputs = scalarOutputs(whole);
      const wanted = [...outputs, ...layers].map(({ node }) => node);
      return {
        scalars: outputs.map(({ name }) => name),
        layers: layers.map(({ name }) => name),
        executor: createTfjsExecutor(tf, whole, wanted),
      };
    });

  /** Read back at once: each reading waits for the device. */
  const normsOf = async (
    gradient: readonly Tensor[],
    update: readonly Tensor[],
  ): Promise<StepNorms> => {
    const squares = tf.tidy(() =>
      tf.concat(
        [...gradient, ...update, ...weights].map((tensor) =>
          tf.reshape(tf.sum(tf.square(tensor)), [1]),
        ),
      ),
    );
    const lengths = Array.from(await squares.data(), Math.sqrt);
    squares.dispose();
    const count = parameters.length;
    return {
      gradient: lengths.slice(0, count),
      update: lengths.slice(count, 2 * count),
      weight: lengths.slice(2 * count),
    };
  };

  const copies = (tensors: readonly Tensor[]): Promise<Float32Array[]> =>
    Promise.all(tensors.map(async (tensor) => asFloats(await tensor.data())));

  const tensorsOf = async (
    gradients: readonly Tensor[],
    updates: readonly Tensor[],
  ): Promise<StepTensors> => ({
    weights: await copies(weights),
    gradients: await copies(gradients),
    updates: await copies(updates),
  });

  const replaceWeights = (next: readonly Tensor[]): void => {
    tf.dispose([...weights, ...(evaluationPoint ?? [])]);
    weights = next;
    evaluationPoint = null;
  };

  return {
    parameterCount: parameterCount({ parameters }),

    async trainStep(request) {
      const { batch, batchSize, step, measured, tensors: wanted } = request;
      let passes = 0;
      const passAt = async (parameters: readonly Tensor[]) => {
        passes++;
        const given = { batch, parameters, randomness: { seed, step } };
        const [lossTensor, ...gradients] = trainer(batchSize).run(given);
        return { loss: await readNumber(lossTensor!), gradients };
      };
      const { loss, gradients } = await passAt(weights);
      const context = contextOf(request, loss, seed);
      const updates = await optimizer.step(weights, gradients, context, passAt);
      lastContext = context;
      const norms = measured ? await normsOf(gradients, updates) : null;
      const tensors = wanted ? await tensorsOf(gradients, updates) : null;
      replaceWeights(weights.map((weight, i) => tf.sub(weight, updates[i]!)));
      tf.dispose([...gradients, ...updates]);
      return { loss, norms, tensors, extraPasses: passes - 1 };
    },

    async evaluate(batch: Batch, batchSize: number) {
      evaluationPoint ??= await optimizer.evalPoint(weights);
      const { scalars, layers, executor } = evaluator(batchSize);
      const randomness = { seed, step: 0 };
      const results = executor.run({ batch, parameters: evaluationPoint, randomness });
      const read = await Promise.all(results.map(readFloats));
      return {
        scalars: Object.fromEntries(scalars.map((name, i) => [name, read[i]![0]!])),
        activity: Object.fromEntries(layers.map((name, i) => [name, read[scalars.length + i]!])),
      };
    },

    async readState() {
      const values = await Promise.all(weights.map((tensor) => tensor.data()));
      const slots = await optimizer.readSlots();
      const state = { weights: values.map(asFloats), slots, context: lastContext };
      if (!program.evalPoint) return state;
      const point = await optimizer.evalPoint(weights);
      const evaluation = await Promise.all(point.map((tensor) => tensor.data()));
      tf.dispose(point);
      return { ...state, evaluation: evaluation.map(asFloats) };
    },

    writeState(state) {
      replaceWeights(
        state.weights.map((values, i) =>
          tf.tensor(Float32Array.from(values), [...parameters[i]!.shape], 'float32'),
        ),
      );
      lastContext = state.context;
      if (state.slots !== null && lastContext !== null)
        optimizer.writeSlots(state.slots, lastContext);
    },

    async readWeights() {
      const flat = new Float32Array(parameterCount({ parameters }));
      const parts = await Promise.all(weights.map((tensor) => tensor.data()));
      parts.forEach((part, i) => flat.set(part, parameters[i]!.offset));
      return flat;
    },

    dispose() {
      replaceWeights([]);
      optimizer.dispose();
      trainers.forEach((executor) => executor.dispose());
      evaluators.forEach(({ executor }) => executor.dispose());
    },
  };
};

const found = <K, V>(cache: Map<K, V>, key: K, make: () => V): V => {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
};

/** A copy: the CPU backend hands out its own memory. */
const asFloats = (values: ArrayLike<number>): Float32Array => Float32Array.from(values);

/** Reads a tensor and disposes it. */
const readFloats = async (tensor: Tensor): Promise<Float32Array> => {
  const values = asFloats(await tensor.data());
  tensor.dispose();
  return values;
};

const readNumber = async (scalar: Tensor): Promise<number> => (await readFloats(scalar))[0]!;

const contextOf = (
  { step, totalSteps, lr, lrPeak, epochEnd, hyper }: StepRequest,
  loss: number,
  seed: number,
) => ({ step, totalSteps, lr, lrPeak, epochEnd, hyper, loss, seed });
