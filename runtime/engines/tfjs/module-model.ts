import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Parameter } from '../../graph/graph';
import { sizeOf } from '../../graph/shapes';
import { sumOf } from '../../tasks/module/measure';
import { placed } from '../../tasks/module/place';
import { makeTfjsModel, tensorsOf, type TfjsSource } from '../../tasks/module/tfjs-model';
import { readNumber, type Pass, type TfjsModel } from './model';

/**
 * A person's own model, differentiated by TensorFlow.js. Its variables share the storage of whichever weights a pass
 * is made at. Throws a DataError where the module goes wrong.
 */
export const moduleModel = async (tf: typeof tfjs, source: TfjsSource): Promise<TfjsModel> => {
  const { path, inputs, given } = source;
  const { seed } = given;
  const { variables, loss, measure } = await makeTfjsModel(tf, source);
  const list = variables.map(({ variable }) => variable);
  let offset = 0;
  const parameters = variables.map(({ name, role, variable }, node): Parameter => {
    const { shape } = variable;
    offset += sizeOf(shape);
    const initializer = { kind: 'zeros' } as const;
    return { name, role, shape, node, offset: offset - sizeOf(shape), initializer };
  });

  const place = (weights: readonly Tensor[]): void =>
    list.forEach((variable, i) => variable.assign(weights[i]!));

  const unused = (name: string): never => {
    throw placed(path, null, `loss: it does not depend on the variable "${name}"`);
  };

  const withBatch = <T>(
    { batch, batchSize }: Pick<Pass, 'batch' | 'batchSize'>,
    use: (tensors: Record<string, Tensor>) => T,
  ): T => {
    const tensors = tensorsOf(tf, inputs, batch, batchSize);
    try {
      return use(tensors);
    } finally {
      tf.dispose(tensors);
    }
  };

  return {
    parameters,

    initialWeights: () => list.map((variable) => tf.tidy(() => tf.mul(variable, 1))),

    async pass(at) {
      place(at.weights);
      const moment = { mode: 'train', step: at.step, seed } as const;
      const { value, grads } = withBatch(at, (batch) =>
        tf.variableGrads(() => loss(batch, moment), list),
      );
      const gradients = list.map(
        (variable, i) => grads[variable.name] ?? unused(parameters[i]!.name),
      );
      return { loss: await readNumber(value), gradients };
    },

    async evaluate(at) {
      place(at.weights);
      const moment = { mode: 'evaluate', step: 0, seed } as const;
      const means = withBatch(at, (batch) => tf.tidy(() => measure(batch, moment)));
      const scalars: Record<string, number> = {};
      for (const [name, mean] of Object.entries(means))
        scalars[sumOf(name)] = at.batchSize * (await readNumber(mean));
      return { scalars, activity: {} };
    },

    dispose: () => tf.dispose(list),
  };
};
