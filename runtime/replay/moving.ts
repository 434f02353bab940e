import type { Tensor } from '@tensorflow/tfjs-core';
import {
  createCompiledOptimizer,
  createReferenceOptimizer,
  createTfjsOptimizer,
  type Passes,
  type Precision,
  type Program,
  type StepContext,
  type TfjsPasses,
} from '../../language';
import type { ReplayParameter } from './input';

/** What can work a program out: the reference in two precisions, compiled code, TensorFlow.js. */
export const REPLAY_ENGINES = ['reference', 'reference-f32', 'compiled', 'tfjs'] as const;
export type ReplayEngine = (typeof REPLAY_ENGINES)[number];

/** Row-major, one list per parameter. */
export type Weights = number[][];

/** Weights that an optimizer moves, whatever they are made of. */
export interface Moving {
  /** Throws a sentence for a program that asks for gradients elsewhere where there are no `passes`. */
  step(
    gradients: readonly (readonly number[])[],
    context: StepContext,
    passes?: Passes,
  ): Promise<void>;
  weights(): Promise<Weights>;
  evalPoint(): Promise<Weights>;
  dispose(): void;
  /** Of compiled programs: functions that have no kernel. */
  readonly interpreted?: readonly string[];
}

/** Sets a program to work on weights, by one of the engines. */
export async function startMoving(
  program: Program,
  parameters: readonly ReplayParameter[],
  engine: ReplayEngine,
): Promise<Moving> {
  switch (engine) {
    case 'reference':
      return startReference(program, parameters, 'float64');
    case 'reference-f32':
      return startReference(program, parameters, 'float32');
    case 'tfjs':
      return startTfjs(program, parameters);
    case 'compiled':
      return startCompiled(program, parameters);
  }
}

function startReference(
  program: Program,
  parameters: readonly ReplayParameter[],
  precision: Precision,
): Moving {
  const round = precision === 'float32' ? Math.fround : (x: number) => x;
  const optimizer = createReferenceOptimizer(program, parameters, precision);
  const weights = parameters.map(({ value }) => Float64Array.from(value, round));
  return {
    async step(gradients, context, passes) {
      const updates = optimizer.step(weights, gradients, context, passes);
      weights.forEach((w, t) => w.forEach((x, i) => (w[i] = round(x - updates[t][i]))));
    },
    weights: async () => weights.map((w) => [...w]),
    evalPoint: async () => optimizer.evalPoint(weights).map((w) => [...w]),
    dispose() {},
  };
}

function startCompiled(program: Program, parameters: readonly ReplayParameter[]): Moving {
  const optimizer = createCompiledOptimizer(program, parameters);
  optimizer.weights.set(parameters.flatMap(({ value }) => [...value]));
  const split = (flat: Float32Array): Weights => {
    let end = 0;
    return parameters.map(({ value }) => [...flat.subarray(end, (end += value.length))]);
  };
  return {
    async step(gradients, context, passes) {
      optimizer.gradients.set(gradients.flat());
      optimizer.step(context, { passes });
    },
    weights: async () => split(optimizer.weights),
    evalPoint: async () => split(optimizer.evalPoint()),
    dispose() {},
    interpreted: optimizer.interpreted,
  };
}

async function startTfjs(
  program: Program,
  parameters: readonly ReplayParameter[],
): Promise<Moving> {
  const { startTfjsCpu } = await import('../backends/tfjs-cpu-start');
  const backend = await startTfjsCpu();
  const { tf } = backend;
  const onDevice = (values: readonly ArrayLike<number>[]): Tensor[] =>
    values.map((list, t) => tf.tensor(Float32Array.from(list), [...parameters[t].shape]));
  const read = async (tensors: readonly Tensor[]): Promise<Weights> =>
    Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));

  const optimizer = createTfjsOptimizer(tf, program, parameters);
  let weights = onDevice(parameters.map(({ value }) => value));
  return {
    async step(gradients, context, passes) {
      const given = onDevice(gradients);
      const elsewhere: TfjsPasses | undefined =
        passes &&
        (async (points) => {
          const values = await read(points);
          const { loss, gradients } = passes(values.map((list) => Float64Array.from(list)));
          return { loss, gradients: onDevice(gradients) };
        });
      const updates = await optimizer.step(weights, given, context, elsewhere);
      const next = weights.map((w, t) => tf.sub(w, updates[t]));
      tf.dispose([...weights, ...given, ...updates]);
      weights = next;
    },
    weights: () => read(weights),
    async evalPoint() {
      const point = await optimizer.evalPoint(weights);
      const values = await read(point);
      tf.dispose(point);
      return values;
    },
    dispose() {
      tf.dispose(weights);
      optimizer.dispose();
      backend.dispose();
    },
  };
}
