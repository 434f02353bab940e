import type * as tfjs from '@tensorflow/tfjs-core';
import { withActivity } from '../../graph/activity';
import { withGradients } from '../../graph/gradients';
import type { EngineOptions } from '../engine';
import { found } from '../found';
import { initialWeights } from '../init';
import { scalarOutputs } from '../scalar-outputs';
import { createTfjsExecutor } from './executor';
import type { TfjsExecutor } from './executor';
import { readFloats, readNumber, type TfjsModel } from './model';

interface Evaluator {
  readonly scalars: readonly string[];
  readonly layers: readonly string[];
  /** Computes the scalars, then what the layers' units gave. */
  readonly executor: TfjsExecutor;
}

/** A graph, differentiated by ourselves: equal options give equal losses, to the bit on the CPU backends. */
export const graphModel = (
  tf: typeof tfjs,
  { graph, seed }: Pick<EngineOptions, 'graph' | 'seed'>,
): TfjsModel => {
  const { parameters } = graph(1, 'evaluate');
  const trainers = new Map<number, TfjsExecutor>();
  const evaluators = new Map<number, Evaluator>();

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

  return {
    parameters,

    initialWeights: () =>
      initialWeights({ parameters }, seed).map((values, i) =>
        tf.tensor(values, [...parameters[i]!.shape], 'float32'),
      ),

    async pass({ batch, batchSize, step, weights }) {
      const given = { batch, parameters: weights, randomness: { seed, step } };
      const [lossTensor, ...gradients] = trainer(batchSize).run(given);
      return { loss: await readNumber(lossTensor!), gradients };
    },

    async evaluate({ batch, batchSize, weights }) {
      const { scalars, layers, executor } = evaluator(batchSize);
      const randomness = { seed, step: 0 };
      const results = executor.run({ batch, parameters: weights, randomness });
      const read = await Promise.all(results.map(readFloats));
      return {
        scalars: Object.fromEntries(scalars.map((name, i) => [name, read[i]![0]!])),
        activity: Object.fromEntries(layers.map((name, i) => [name, read[scalars.length + i]!])),
      };
    },

    dispose() {
      trainers.forEach((executor) => executor.dispose());
      evaluators.forEach(({ executor }) => executor.dispose());
    },
  };
};
