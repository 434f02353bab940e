import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { ROLES, type Role } from '../../../language';
import { showShape } from '../../graph/shapes';
import { chainOperations } from './chained-operations';
import { isFields, type ModuleDefinition, type ModuleGiven } from './definition';
import type { PassMoment, TensorBatch } from './definition';
import { placed, thrown } from './place';
import { roleOf } from './role';

/** A model in TensorFlow.js that a module will make once a backend is up. */
export interface TfjsSource {
  readonly path: string;
  readonly inputs: ModuleDefinition['inputs'];
  readonly given: ModuleGiven;
  readonly metric: string;
  readonly model: NonNullable<ModuleDefinition['model']>;
}

/** A model of a module, looked over. */
export interface TfjsModuleModel {
  readonly variables: readonly {
    readonly name: string;
    readonly role: Role;
    readonly variable: Variable;
  }[];
  /** Throws a DataError with the module's line, as all of a module's does. */
  loss(batch: TensorBatch, moment: PassMoment): Scalar;
  /** All that validation measures, the loss as well. */
  measure(batch: TensorBatch, moment: PassMoment): Readonly<Record<string, Scalar>>;
}

/** Has a module make its model. Throws a DataError for one that cannot be trained. */
export async function makeTfjsModel(
  tf: typeof tfjs,
  { path, given, metric, model }: TfjsSource,
): Promise<TfjsModuleModel> {
  const refuse = (what: string): never => {
    throw placed(path, null, `model: ${what}`);
  };
  chainOperations(tf);
  let made: unknown;
  try {
    made = await model(tf, given);
  } catch (error) {
    throw thrown(path, error, 'model: ');
  }
  const { variables, loss, metrics, roles = {} } = isFields(made) ? made : ({} as never);
  if (typeof loss !== 'function') refuse('it must return { variables, loss }, loss a function');
  if (metrics !== undefined && typeof metrics !== 'function')
    refuse('"metrics" must be a function');
  const calculate = <T>(name: string, made: () => T): T => {
    try {
      return made();
    } catch (error) {
      throw thrown(path, error, `${name}: `);
    }
  };
  const scalar = (name: string, value: unknown): Scalar => {
    if (!(value instanceof tf.Tensor))
      return refuse(`${name} must give a tensor, not a promise or number`);
    if (value.size !== 1)
      refuse(
        `${name} must give one number, the mean over the batch, and gives ${showShape(value.shape)}`,
      );
    return tf.reshape(tf.cast(value, 'float32'), []) as Scalar;
  };
  const lossOf = (batch: TensorBatch, moment: PassMoment): Scalar =>
    scalar(
      'loss',
      calculate('loss', () => (loss as (...all: unknown[]) => unknown)(batch, moment)),
    );
  return {
    variables: variablesOf(tf, variables, roles, refuse),
    loss: lossOf,
    measure(batch, moment) {
      const others =
        metrics === undefined
          ? {}
          : calculate('metrics', () => (metrics as (...all: unknown[]) => unknown)(batch, moment));
      if (!isFields(others)) return refuse('"metrics" must give an object of tensors');
      const measured = Object.entries(others).map(([name, value]) => [
        name,
        scalar(`metrics.${name}`, value),
      ]);
      const all = { ...Object.fromEntries(measured), loss: lossOf(batch, moment) };
      if (!(metric in all))
        refuse(`the task's metric is "${metric}", and there are ${Object.keys(all).join(', ')}`);
      return all;
    },
  };
}

function variablesOf(
  tf: typeof tfjs,
  given: unknown,
  roles: unknown,
  refuse: (what: string) => never,
): TfjsModuleModel['variables'] {
  const listed = Array.isArray(given)
    ? given.map((each, i): [string, unknown] => [nameOf(each) ?? `variable${i + 1}`, each])
    : isFields(given)
      ? Object.entries(given)
      : refuse('"variables" must hold what is trained: tf.Variables by name, or in a list');
  if (listed.length === 0) refuse('there is no variable, so that there is nothing to train');
  const names = new Set<string>();
  return listed.map(([name, each]) => {
    const variable = asVariable(tf, each);
    if (variable === null)
      return refuse(`"${name}" is no tf.Variable; make one with tf.variable(…)`);
    if (variable.dtype !== 'float32') refuse(`"${name}" is ${variable.dtype} and must be float32`);
    if (names.has(name)) refuse(`there are two variables "${name}"`);
    names.add(name);
    const role = (isFields(roles) ? roles[name] : undefined) ?? roleOf(name, variable.shape);
    if (!ROLES.includes(role as Role))
      refuse(`"${name}" has the role "${String(role)}"; there are ${ROLES.join(', ')}`);
    return { name, role: role as Role, variable };
  });
}

const nameOf = (each: unknown): string | null =>
  isFields(each) && typeof each['name'] === 'string' ? each['name'] : null;

/** A variable, or the one that a layer's weight holds. */
function asVariable(tf: typeof tfjs, each: unknown): Variable | null {
  if (each instanceof tf.Variable) return each;
  const held = isFields(each) ? each['val'] : null;
  return held instanceof tf.Variable ? held : null;
}

/** The tensors of a batch; the caller's to dispose of. */
export const tensorsOf = (
  tf: typeof tfjs,
  inputs: ModuleDefinition['inputs'],
  batch: Readonly<Record<string, Float32Array | Int32Array>>,
  size: number,
): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => [
      name,
      tf.tensor(batch[name]!, [size, ...shape], dtype),
    ]),
  );
