import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { Arena } from '../../language';
import { compileGraph } from '../engines/compiled/compile';
import { Workspace } from '../engines/compiled/workspace';
import { interpret } from '../engines/reference';
import { createTfjsExecutor } from '../engines/tfjs/executor';
import { registerPack } from '../tfjs-pack/register';
import { GraphBuilder, parameterCount } from './builder';
import type { Value } from './builder';
import { withGradients } from './gradients';
import type { GradientGraph } from './gradients';
import type { Graph } from './graph';
import { multiply } from './operations/multiply';
import { constant } from './operations/constant';
import { sum } from './operations/sum';
import { normals } from './random';
import { sizeOf } from './shapes';

/** An operand of an operation under test: drawn from a normal distribution, or given; int32 ones are given. */
export type OperandSpec =
  | readonly number[]
  | {
      readonly shape: readonly number[];
      readonly values?: readonly number[];
      readonly dtype?: 'float32' | 'int32';
    };

export interface OperationCase {
  readonly operands: readonly OperandSpec[];
  readonly build: (...operands: Value[]) => Value;
}

const RANDOMNESS = { seed: 7, step: 3 };

/** Half the distance between the points of a central difference: its error grows with the square. */
const DIFFERENCE = 1e-5;

/** Differences from a finite difference, relative to 1 + |gradient|. */
const GRADIENT_TOLERANCE = 1e-7;

/** float32 against float64, relative to 1 + |value|. */
const LOWERING_TOLERANCE = 2e-5;

/** A number that no computation here gives. */
const UNTOUCHED = 12345;

interface Prepared {
  readonly graph: Graph;
  readonly result: number;
  readonly parameters: readonly Float64Array[];
  readonly batch: Readonly<Record<string, Float64Array>>;
}

/** The operation's result, and as `loss` its sum weighted at random, so that no error cancels out. */
const prepare = ({ operands, build }: OperationCase): Prepared => {
  const builder = new GraphBuilder();
  const parameters: Float64Array[] = [];
  const batch: Record<string, Float64Array> = {};
  const values = operands.map((operand, i) => {
    const spec = 'shape' in operand ? operand : { shape: operand };
    const stream = { seed: 1, step: 0, stream: i };
    const data = Float64Array.from(spec.values ?? normals(stream, sizeOf(spec.shape)), (value) =>
      // Held in float32 from the start, so that the executors see the same numbers.
      Math.fround(value),
    );
    if (spec.dtype === 'int32') {
      batch[`x${i}`] = data;
      return builder.input(`x${i}`, spec.shape, 'int32');
    }
    parameters.push(data);
    return builder.parameter(`x${i}`, spec.shape, 'matrix', { kind: 'zeros' });
  });
  const result = build(...values);
  builder.output('result', result);
  if (result.dtype === 'float32') {
    const weights = normals({ seed: 2, step: 0, stream: 0 }, sizeOf(result.shape));
    const rounded = [...weights].map(Math.fround);
    builder.output('loss', sum(multiply(result, constant(builder, result.shape, rounded))));
  }
  return { graph: builder.build(), result: result.id, parameters, batch };
};

const typedBatch = (
  graph: Graph,
  batch: Readonly<Record<string, ArrayLike<number>>>,
): Record<string, Float32Array | Int32Array> =>
  Object.fromEntries(
    graph.inputs.map(({ name, dtype }) => [
      name,
      dtype === 'int32' ? Int32Array.from(batch[name]!) : Float32Array.from(batch[name]!),
    ]),
  );

const compare = (
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void => {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} numbers instead of ${expected.length}`);
  }
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (!(Math.abs(a - e) <= tolerance * (1 + Math.abs(e)))) {
      throw new Error(`${what}: number ${i} is ${a} instead of ${e}`);
    }
  }
};

/** Throws unless every gradient of a graph's loss agrees with central differences in float64. */
export const checkGraphGradients = (
  graph: Graph,
  parameters: readonly Float64Array[],
  batch: Readonly<Record<string, ArrayLike<number>>>,
  tolerance = GRADIENT_TOLERANCE,
): void => {
  const differentiated = withGradients(graph);
  const given = { parameters, batch, randomness: RANDOMNESS };
  const values = interpret(differentiated, given);
  const lossAt = (shifted: readonly Float64Array[]): number =>
    interpret(graph, { ...given, parameters: shifted })[graph.outputs['loss']!]!.data[0]!;
  graph.parameters.forEach(({ name }, p) => {
    const differences = parameters[p]!.map((value, i) => {
      const lossWith = (element: number): number =>
        lossAt(parameters.map((data, q) => (q === p ? data.with(i, element) : data)));
      return (lossWith(value + DIFFERENCE) - lossWith(value - DIFFERENCE)) / (2 * DIFFERENCE);
    });
    const gradient = values[differentiated.gradients[p]!]!.data;
    compare(`gradient by ${name}`, gradient, differences, tolerance);
  });
};

/** Throws unless the gradient of an operation by each float32 operand agrees with finite differences. */
export const checkGradient = (operation: OperationCase): void => {
  const { graph, parameters, batch } = prepare(operation);
  checkGraphGradients(graph, parameters, batch);
};

/** Throws unless TensorFlow.js, on a backend, computes a graph's outputs and gradients as the reference does. */
export const checkGraphLowering = async (
  backend: 'cpu' | 'wasm',
  graph: Graph | GradientGraph,
  parameters: readonly Float64Array[],
  batch: Readonly<Record<string, ArrayLike<number>>>,
  tolerance = LOWERING_TOLERANCE,
): Promise<void> => {
  await useBackend(backend);
  const before = tf.memory().numTensors;
  const wanted = [
    ...Object.values(graph.outputs),
    ...('gradients' in graph ? graph.gradients : []),
  ];
  const expected = interpret(graph, { parameters, batch, randomness: RANDOMNESS });
  const executor = createTfjsExecutor(tf, graph, wanted);
  const weights = graph.parameters.map(({ shape }, i) =>
    tf.tensor(Float32Array.from(parameters[i]!), [...shape]),
  );
  const typed = typedBatch(graph, batch);
  const results = executor.run({ batch: typed, parameters: weights, randomness: RANDOMNESS });
  for (const [i, id] of wanted.entries()) {
    const { op } = graph.nodes[id]!;
    const what = `${op} (node ${id}) on ${backend}`;
    compare(what, await results[i]!.data(), expected[id]!.data, tolerance);
  }
  tf.dispose([results, weights]);
  executor.dispose();
  if (tf.memory().numTensors !== before) throw new Error(`${backend}: tensors were left over`);
};

/** Throws unless a graph that is compiled to WebAssembly computes its outputs and gradients as the reference does. */
export const checkGraphCompiled = (
  graph: Graph | GradientGraph,
  parameters: readonly Float64Array[],
  batch: Readonly<Record<string, ArrayLike<number>>>,
  tolerance = LOWERING_TOLERANCE,
): void => {
  const wanted = Object.values(graph.outputs);
  const nodes = 'gradients' in graph ? graph.gradients : [];
  const expected = interpret(graph, { parameters, batch, randomness: RANDOMNESS });
  const arena = new Arena();
  const total = parameterCount(graph);
  const weights = arena.reserve(4 * total, 'the weights');
  const address = arena.reserve(4 * total, 'the gradients');
  const compiled = compileGraph(
    { graph, wanted, weights, gradients: { nodes, address } },
    new Workspace(arena),
  );
  graph.parameters.forEach(({ offset }, i) =>
    arena.floats(weights, total).set(parameters[i]!, offset),
  );
  // What is beside the gradients must stay as it is.
  arena.floats(address - 16, total + 8).fill(UNTOUCHED);
  const typed = typedBatch(graph, batch);
  // A second run finds what the first one left behind.
  for (let run = 0; run < 2; run++) compiled.run(typed, RANDOMNESS);
  wanted.forEach((id, i) => {
    const what = `${graph.nodes[id]!.op} (node ${id}) compiled`;
    compare(what, compiled.read(i), expected[id]!.data, tolerance);
  });
  nodes.forEach((id, i) => {
    const { name, shape, offset } = graph.parameters[i]!;
    const found = arena.floats(address + 4 * offset, sizeOf(shape));
    compare(`gradient by ${name} compiled`, found, expected[id]!.data, tolerance);
  });
  if (nodes.length === 0) return;
  const around = [...arena.floats(address - 16, 4), ...arena.floats(address + 4 * total, 4)];
  if (around.some((number) => number !== UNTOUCHED))
    throw new Error('a compiled graph wrote beside its gradients');
};

/** Throws unless an operation, and its gradients where it has any, lower to TensorFlow.js on CPU and WASM, and compile. */
export const checkLowering = async (operation: OperationCase): Promise<void> => {
  const { graph, parameters, batch } = prepare(operation);
  const whole = 'loss' in graph.outputs ? withGradients(graph) : graph;
  await checkGraphLowering('cpu', whole, parameters, batch);
  await checkGraphLowering('wasm', whole, parameters, batch);
  checkGraphCompiled(whole, parameters, batch);
};

/** Throws unless an operation, and its gradients where it has any, compile to what the reference computes. */
export const checkCompiled = (operation: OperationCase): void => {
  const { graph, parameters, batch } = prepare(operation);
  checkGraphCompiled('loss' in graph.outputs ? withGradients(graph) : graph, parameters, batch);
};

/** What the reference executor makes of an operation. */
export const evaluate = (
  operation: OperationCase,
): { readonly shape: readonly number[]; readonly values: number[] } => {
  const { graph, result, parameters, batch } = prepare(operation);
  const tensor = interpret(graph, { parameters, batch, randomness: RANDOMNESS })[result]!;
  return { shape: tensor.shape, values: [...tensor.data] };
};

/** Makes a backend of TensorFlow.js the active one. */
export const useBackend = async (backend: 'cpu' | 'wasm'): Promise<typeof tf> => {
  // Spares the log TensorFlow.js's advice to install its native package.
  tf.env().set('IS_TEST', true);
  if (backend === 'wasm') {
    const require = createRequire(import.meta.url);
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start`);
  if (backend === 'wasm') registerPack();
  return tf;
};
