import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { parameterCount } from '../../graph/builder';
import type { StepContext } from '../../../language';
import type { Batch } from '../../graph/graph';
import {
  lengthOf,
  type Engine,
  type EngineOptions,
  type StepNorms,
  type StepRequest,
  type StepTensors,
} from '../engine';
import { graphModel } from './graph-model';
import { asFloats, type TfjsModel } from './model';
import { createMover } from './mover';
import { createStatementObserver } from './statements';

/**
 * Trains a graph on whichever backend of TensorFlow.js is active. Numbers are read back asynchronously only, as WebGPU
 * demands. On the CPU backends equal options give equal losses to the bit.
 */
export const createTfjsEngine = async (
  tf: typeof tfjs,
  { graph, program, seed }: EngineOptions,
): Promise<Engine> => tfjsEngineOf(tf, graphModel(tf, { graph, seed }), { program, seed });

/** Trains a model on whichever backend is active. */
export const tfjsEngineOf = (
  tf: typeof tfjs,
  model: TfjsModel,
  { program, seed }: Pick<EngineOptions, 'program' | 'seed'>,
): Engine => {
  const { parameters } = model;
  const mover = createMover(tf, program, parameters);
  const observe = createStatementObserver(program, parameters);
  let weights: readonly Tensor[] = model.initialWeights();
  let evaluationPoint: readonly Tensor[] | null = null;
  let lastContext: StepContext | null = null;

  /** Read back at once: each reading waits for the device. */
  const normsOf = async (
    gradient: readonly Tensor[],
    update: readonly Tensor[],
  ): Promise<StepNorms> => {
    const tensors = [...gradient, ...update, ...weights];
    const squares = tf.tidy(() =>
      tf.concat(tensors.map((tensor) => tf.reshape(tf.sum(tf.square(tensor)), [1]))),
    );
    const lengths = Array.from(await squares.data(), Math.sqrt);
    squares.dispose();
    // Squares of finite numbers may be beyond float32.
    for (const [i, length] of lengths.entries())
      if (length === Infinity) lengths[i] = lengthOf(await tensors[i]!.data());
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
    remark: mover.remark,
    isObservable: observe !== null,
    isRepeatable: observe !== null,

    async trainStep(request) {
      const { measured, tensors: wanted } = request;
      let passes = 0;
      const passAt = (at: readonly Tensor[]) => {
        passes++;
        return model.pass({ ...request, weights: at });
      };
      const { loss, gradients } = await passAt(weights);
      const context = contextOf(request, loss, seed);
      const statements =
        request.observed && observe
          ? observe({
              weights: await copies(weights),
              gradients: await copies(gradients),
              slots: await mover.readSlots(),
              context,
            })
          : null;
      const told = measured || wanted;
      const { updates, moved } = await mover.step(weights, gradients, context, passAt, told);
      lastContext = context;
      const norms = measured ? await normsOf(gradients, updates!) : null;
      const tensors = wanted ? await tensorsOf(gradients, updates!) : null;
      replaceWeights(moved());
      tf.dispose([...gradients, ...(updates ?? [])]);
      return { loss, norms, tensors, extraPasses: passes - 1, statements };
    },

    async evaluate(batch: Batch, batchSize: number) {
      evaluationPoint ??= await mover.evalPoint(weights);
      return model.evaluate({ batch, batchSize, weights: evaluationPoint });
    },

    async readState() {
      const values = await Promise.all(weights.map((tensor) => tensor.data()));
      const slots = await mover.readSlots();
      const state = { weights: values.map(asFloats), slots, context: lastContext };
      if (!program.evalPoint) return state;
      const point = await mover.evalPoint(weights);
      const evaluation = await Promise.all(point.map((tensor) => tensor.data()));
      tf.dispose([...point]);
      return { ...state, evaluation: evaluation.map(asFloats) };
    },

    writeState(state) {
      replaceWeights(
        state.weights.map((values, i) =>
          tf.tensor(Float32Array.from(values), [...parameters[i]!.shape], 'float32'),
        ),
      );
      lastContext = state.context;
      if (state.slots !== null && lastContext !== null) mover.writeSlots(state.slots, lastContext);
    },

    async readWeights() {
      const flat = new Float32Array(parameterCount({ parameters }));
      const parts = await Promise.all(weights.map((tensor) => tensor.data()));
      parts.forEach((part, i) => flat.set(part, parameters[i]!.offset));
      return flat;
    },

    dispose() {
      replaceWeights([]);
      mover.dispose();
      model.dispose();
    },
  };
};

const contextOf = (
  { step, totalSteps, lr, lrPeak, epochEnd, hyper }: StepRequest,
  loss: number,
  seed: number,
) => ({ step, totalSteps, lr, lrPeak, epochEnd, hyper, loss, seed });
