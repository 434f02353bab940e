import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Parameter } from '../../graph/graph';
import { sizeOf } from '../../graph/shapes';
import { sumOf } from '../../tasks/module/measure';
import { placed } from '../../tasks/module/place';
import { makeTfjsModel, tensorsOf, type TfjsSource } from '../../tasks/module/tfjs-model';
import type { Evaluation } from '../engine';
import { readNumber, type Pass, type TfjsModel } from './model';

/** A person's own model, whose variables hold its weights. */
export interface ModuleModel extends TfjsModel {
  /** In the order of the parameters. */
  readonly variables: readonly Variable[];
  /** Loss and gradients at the weights that the variables have; the caller's to dispose of. */
  differentiate(at: Omit<Pass, 'weights'>): {
    readonly loss: Scalar;
    readonly gradients: readonly Tensor[];
  };
  /** Evaluates at the weights that the variables have. */
  measure(at: Pick<Pass, 'batch' | 'batchSize'>): Promise<Evaluation>;
}

/**
 * A person's own model, differentiated by TensorFlow.js. Its variables share the storage of whichever weights a pass
 * is made at. Throws a DataError where the module goes wrong.
 */
export const moduleModel = async (tf: typeof tfjs, source: TfjsSource): Promise<ModuleModel> => {
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

  const differentiate: ModuleModel['differentiate'] = (at) => {
    const moment = { mode: 'train', step: at.step, seed } as const;
    const { value, grads } = withBatch(at, (batch) =>
      tf.variableGrads(() => loss(batch, moment), list),
    );
    const gradients = list.map(
      (variable, i) => grads[variable.name] ?? unused(parameters[i]!.name),
    );
    return { loss: value, gradients };
  };

  const measureAll: ModuleModel['measure'] = async (at) => {
    const moment = { mode: 'evaluate', step: 0, seed } as const;
    const means = withBatch(at, (batch) => tf.tidy(() => measure(batch, moment)));
    const scalars: Record<string, number> = {};
    for (const [name, mean] of Object.entries(means))
      scalars[sumOf(name)] = at.batchSize * (await readNumber(mean));
    return { scalars, activity: {} };
  };

  return {
    parameters,

    initialWeights: () => list.map((variable) => tf.tidy(() => tf.mul(variable, 1))),

    variables: list,

    differentiate,

    measure: measureAll,

    async pass(at) {
      place(at.weights);
      const { loss, gradients } = differentiate(at);
      return { loss: await readNumber(loss), gradients };
    },

    evaluate(at) {
      place(at.weights);
      return measureAll(at);
    },

    dispose: () => tf.dispose(list),
  };
};
