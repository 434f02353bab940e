import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { createCompiledOptimizer, type StepContext } from '../../../language';
import { parameterCount } from '../../graph/builder';
import { sizeOf } from '../../graph/shapes';
import { memoryOf } from '../../tfjs-pack/register';
import { lengthOf, type Engine, type EngineOptions, type StepRequest } from '../engine';
import type { ModuleModel } from './module-model';

/**
 * Trains a person's own model on TensorFlow.js's WASM backend with a compiled optimizer: its kernels work on flat lists of
 * all weights and gradients, and what they come to is written into the model's variables where they stand.
 */
export function inPlaceEngine(
  tf: typeof tfjs,
  model: ModuleModel,
  { program, seed }: Pick<EngineOptions, 'program' | 'seed'>,
): Engine {
  const { parameters, variables } = model;
  const memory = memoryOf(tf.backend());
  const optimizer = createCompiledOptimizer(program, parameters);
  let lastContext: StepContext | null = null;

  /** Each parameter's part of a flat list. */
  const partsOf = (flat: Float32Array): Float32Array[] =>
    parameters.map(({ offset, shape }) => flat.subarray(offset, offset + sizeOf(shape)));

  const place = (weights: readonly Float32Array[]): void =>
    variables.forEach((variable, i) => {
      if (memory.write(variable, weights[i]!)) return;
      const fresh = tf.tensor(weights[i]!, variable.shape, 'float32');
      variable.assign(fresh);
      fresh.dispose();
    });

  const take = (tensors: readonly Tensor[], into: Float32Array): void =>
    partsOf(into).forEach((part, i) => part.set(memory.read(tensors[i]!)));

  /** Loss and gradient at the weights that the variables have. */
  const pass = (request: StepRequest) => {
    const { loss, gradients } = model.differentiate(request);
    const value = loss.dataSync()[0]!;
    loss.dispose();
    return { loss: value, gradients };
  };

  const initial = model.initialWeights();
  take(initial, optimizer.weights);
  tf.dispose(initial);
  place(partsOf(optimizer.weights));

  return {
    parameterCount: parameterCount({ parameters }),

    isObservable: true,
    isRepeatable: true,

    async trainStep(request) {
      let extraPasses = 0;
      const { loss, gradients } = pass(request);
      take(gradients, optimizer.gradients);
      tf.dispose([...gradients]);
      const told = request.measured || request.tensors;
      const before = told ? optimizer.weights.slice() : null;
      const gradient = told ? optimizer.gradients.slice() : null;
      const context = { ...contextOf(request), loss, seed };
      const statements = optimizer.step(context, {
        updates: told,
        observe: request.observed ?? false,
        passes: (weights) => {
          extraPasses++;
          place(weights.map((values) => Float32Array.from(values)));
          const there = pass(request);
          const copies = there.gradients.map((tensor) => memory.read(tensor).slice());
          tf.dispose([...there.gradients]);
          return { loss: there.loss, gradients: copies };
        },
      });
      place(partsOf(optimizer.weights));
      lastContext = context;
      const lists = told
        ? {
            weights: partsOf(before!),
            gradients: partsOf(gradient!),
            updates: partsOf(optimizer.updates.slice()),
          }
        : null;
      return {
        loss,
        norms:
          lists && request.measured
            ? {
                gradient: lists.gradients.map(lengthOf),
                update: lists.updates.map(lengthOf),
                weight: lists.weights.map(lengthOf),
              }
            : null,
        tensors: lists && request.tensors ? lists : null,
        extraPasses,
        statements,
      };
    },

    async evaluate(batch, batchSize) {
      if (!program.evalPoint) return model.measure({ batch, batchSize });
      place(partsOf(optimizer.evalPoint()));
      const measured = await model.measure({ batch, batchSize });
      place(partsOf(optimizer.weights));
      return measured;
    },

    async readState() {
      const weights = partsOf(optimizer.weights.slice());
      const evaluation = program.evalPoint ? { evaluation: partsOf(optimizer.evalPoint()) } : {};
      return { weights, slots: optimizer.readSlots(), ...evaluation, context: lastContext };
    },

    writeState(state) {
      partsOf(optimizer.weights).forEach((part, i) => part.set(state.weights[i]!));
      place(partsOf(optimizer.weights));
      lastContext = state.context;
      if (state.slots !== null && lastContext !== null)
        optimizer.writeSlots(state.slots, lastContext);
    },

    async readWeights() {
      return optimizer.weights.slice();
    },

    dispose: () => model.dispose(),
  };
}

const contextOf = ({ step, totalSteps, lr, lrPeak, epochEnd, hyper }: StepRequest) => ({
  step,
  totalSteps,
  lr,
  lrPeak,
  epochEnd,
  hyper,
});
