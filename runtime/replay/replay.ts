import type { Tensor } from '@tensorflow/tfjs-core';
import {
  createCompiledOptimizer,
  createReferenceOptimizer,
  createTfjsOptimizer,
  type Precision,
  type Program,
  type StepContext,
} from '../../language';
import { resolveHyper } from '../training/hyperparameters';
import { ReplayError, type ReplayInput } from './input';

/** What can work a program out: the reference in two precisions, compiled code, TensorFlow.js. */
export const REPLAY_ENGINES = ['reference', 'reference-f32', 'compiled', 'tfjs'] as const;
export type ReplayEngine = (typeof REPLAY_ENGINES)[number];

export interface ReplayOptions {
  readonly engine: ReplayEngine;
  /** Hyperparameters that win over the recording's; `lr` replaces its learning rates by a constant one. */
  readonly overrides: Readonly<Record<string, number>>;
  /** Whether to give the weights after every step too. */
  readonly trajectory: boolean;
}

type Weights = number[][];

/** Row-major, one list per parameter. */
export interface ReplayResult {
  /** After the last step. */
  readonly weights: Weights;
  /** Where the program would evaluate; only of a program with an `eval_point`. */
  readonly eval?: Weights;
  /** After each step. */
  readonly trajectory?: readonly Weights[];
  /** Functions that have no kernel yet, so that the interpreter worked them out; only of compiled programs. */
  readonly interpreted?: readonly string[];
}

/** Weights that an optimizer moves, whatever they are made of. */
interface Moving {
  step(gradients: readonly (readonly number[])[], context: StepContext): Promise<void>;
  weights(): Promise<Weights>;
  evalPoint(): Promise<Weights>;
  dispose(): void;
  /** Of compiled programs: functions that have no kernel. */
  readonly interpreted?: readonly string[];
}

/** Applies a program to recorded gradients; no model is involved. Throws a ReplayError. */
export async function replay(
  program: Program,
  input: ReplayInput,
  { engine, overrides, trajectory }: ReplayOptions,
): Promise<ReplayResult> {
  const contexts = contextsOf(program, input, overrides);
  const moving = await start(program, input, engine);
  try {
    const passed: Weights[] = [];
    for (const [s, gradients] of input.gradients.entries()) {
      await moving.step(gradients, contexts[s]);
      if (trajectory) passed.push(await moving.weights());
    }
    return {
      weights: await moving.weights(),
      ...(program.evalPoint ? { eval: await moving.evalPoint() } : {}),
      ...(trajectory ? { trajectory: passed } : {}),
      ...(moving.interpreted?.length ? { interpreted: moving.interpreted } : {}),
    };
  } finally {
    moving.dispose();
  }
}

/** What the program is told at each step. */
function contextsOf(
  program: Program,
  input: ReplayInput,
  overrides: ReplayOptions['overrides'],
): StepContext[] {
  if (!input.losses && readsLoss(program)) {
    throw new ReplayError(
      `${program.name} reads the loss, and the recording has none; add "losses", one number per step.`,
    );
  }
  const { lr, hyper } = resolved(program, { ...input.hyper, ...overrides });
  const fixed = 'lr' in overrides || !input.lr;
  const rates = fixed ? input.gradients.map(() => lr) : input.lr;
  const lrPeak = rates.reduce((peak, rate) => Math.max(peak, rate), 0);
  return input.gradients.map((_, s) => ({
    step: s + 1,
    totalSteps: input.totalSteps,
    lr: rates[s],
    lrPeak,
    loss: input.losses?.[s] ?? NaN,
    epochEnd: s + 1 === input.totalSteps,
    hyper,
  }));
}

function resolved(program: Program, hyper: Readonly<Record<string, number>>) {
  try {
    return resolveHyper(program, { lr: null, hyper });
  } catch (error) {
    throw new ReplayError((error as Error).message);
  }
}

function readsLoss({ train, slots, evalPoint }: Program): boolean {
  const bodies = [train, evalPoint, ...slots.map((slot) => slot.initial)];
  return bodies.some((body) =>
    body?.statements.some(({ args }) =>
      args.some((operand) => operand.from === 'input' && operand.name === 'loss'),
    ),
  );
}

async function start(program: Program, input: ReplayInput, engine: ReplayEngine): Promise<Moving> {
  switch (engine) {
    case 'reference':
      return startReference(program, input, 'float64');
    case 'reference-f32':
      return startReference(program, input, 'float32');
    case 'tfjs':
      return startTfjs(program, input);
    case 'compiled':
      return startCompiled(program, input);
  }
}

function startReference(program: Program, input: ReplayInput, precision: Precision): Moving {
  const round = precision === 'float32' ? Math.fround : (x: number) => x;
  const optimizer = createReferenceOptimizer(program, input.parameters, precision);
  const weights = input.parameters.map(({ value }) => Float64Array.from(value, round));
  return {
    async step(gradients, context) {
      const updates = optimizer.step(weights, gradients, context);
      weights.forEach((w, t) => w.forEach((x, i) => (w[i] = round(x - updates[t][i]))));
    },
    weights: async () => weights.map((w) => [...w]),
    evalPoint: async () => optimizer.evalPoint(weights).map((w) => [...w]),
    dispose() {},
  };
}

function startCompiled(program: Program, { parameters }: ReplayInput): Moving {
  const optimizer = createCompiledOptimizer(program, parameters);
  optimizer.weights.set(parameters.flatMap(({ value }) => [...value]));
  const split = (flat: Float32Array): Weights => {
    let end = 0;
    return parameters.map(({ value }) => [...flat.subarray(end, (end += value.length))]);
  };
  return {
    async step(gradients, context) {
      optimizer.gradients.set(gradients.flat());
      optimizer.step(context);
    },
    weights: async () => split(optimizer.weights),
    evalPoint: async () => split(optimizer.evalPoint()),
    dispose() {},
    interpreted: optimizer.interpreted,
  };
}

async function startTfjs(program: Program, input: ReplayInput): Promise<Moving> {
  const { startTfjsCpu } = await import('../backends/tfjs-cpu-start');
  const backend = await startTfjsCpu();
  const { tf } = backend;
  const onDevice = (values: readonly (readonly number[])[]): Tensor[] =>
    values.map((list, t) => tf.tensor(Float32Array.from(list), [...input.parameters[t].shape]));
  const read = async (tensors: readonly Tensor[]): Promise<Weights> =>
    Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));

  const optimizer = createTfjsOptimizer(tf, program, input.parameters);
  let weights = onDevice(input.parameters.map(({ value }) => value));
  return {
    async step(gradients, context) {
      const given = onDevice(gradients);
      const updates = await optimizer.step(weights, given, context);
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

/** A result as JSON, in which non-finite numbers are strings. */
export function replayJson(result: ReplayResult): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
