import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Batch, Graph, GraphNode } from '../../graph/graph';
import type { StepRandomness } from '../../graph/operation';
import { operationNamed } from '../../graph/operations/registry';

export interface TfjsArguments {
  readonly batch: Batch;
  /** In the order of the graph's parameters; they stay the caller's. */
  readonly parameters: readonly Tensor[];
  readonly randomness: StepRandomness;
}

export interface TfjsExecutor {
  /** Computes the wanted nodes, in their order. The tensors are the caller's to dispose. */
  run(given: TfjsArguments): Tensor[];
  dispose(): void;
}

/** One operation, and the nodes whose value nobody needs after it. */
interface Instruction {
  readonly node: GraphNode;
  readonly lastUses: readonly number[];
}

/**
 * Prepares a graph for TensorFlow.js on the active backend. When each value is last used is known beforehand, so
 * that intermediate tensors are disposed as early as can be; constants are made once and kept.
 */
export const createTfjsExecutor = (
  tf: typeof tfjs,
  graph: Graph,
  wanted: readonly number[],
): TfjsExecutor => {
  const constants = new Map<number, Tensor>();
  for (const node of graph.nodes) {
    if (isConstant(node)) {
      constants.set(node.id, compute(tf, node, [], { seed: 0, step: 0 }));
    }
  }
  const instructions = schedule(graph, wanted);

  return {
    run({ batch, parameters, randomness }) {
      const values: (Tensor | undefined)[] = new Array(graph.nodes.length);
      constants.forEach((tensor, id) => (values[id] = tensor));
      graph.parameters.forEach(({ node }, i) => (values[node] = parameters[i]!));
      for (const { name, node, shape, dtype } of graph.inputs) {
        values[node] = tf.tensor(batch[name]!, [...shape], dtype);
      }
      for (const { node, lastUses } of instructions) {
        const inputs = node.inputs.map((id) => values[id]!);
        values[node.id] = compute(tf, node, inputs, randomness);
        for (const id of lastUses) {
          values[id]!.dispose();
          values[id] = undefined;
        }
      }
      // A handle of its own for each result: one node may be wanted twice, or be the caller's own parameter.
      const results = wanted.map((id) => tf.clone(values[id]!));
      graph.inputs.forEach(({ node }) => values[node]?.dispose());
      new Set(wanted).forEach((id) => {
        if (isComputed(graph.nodes[id]!)) values[id]!.dispose();
      });
      return results;
    },
    dispose: () => constants.forEach((tensor) => tensor.dispose()),
  };
};

const isLeaf = ({ op }: GraphNode): boolean => op === 'input' || op === 'parameter';

const isConstant = (node: GraphNode): boolean =>
  !isLeaf(node) && node.inputs.length === 0 && !operationNamed(node.op).random;

const isComputed = (node: GraphNode): boolean => !isLeaf(node) && !isConstant(node);

/** The operations that the wanted nodes need, each with the computed values that are used there for the last time. */
const schedule = (graph: Graph, wanted: readonly number[]): Instruction[] => {
  const alive = new Set(wanted);
  const reversed: Instruction[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!isComputed(node) || !alive.has(node.id)) continue;
    const ending = new Set(node.inputs.filter((id) => !alive.has(id)));
    ending.forEach((id) => alive.add(id));
    const lastUses = [...ending].filter((id) => isComputed(graph.nodes[id]!));
    reversed.push({ node, lastUses });
  }
  return reversed.reverse();
};

const compute = (
  tf: typeof tfjs,
  node: GraphNode,
  inputs: readonly Tensor[],
  randomness: StepRandomness,
): Tensor => {
  const operation = operationNamed(node.op);
  return tf.tidy(() => operation.tfjs(tf, inputs, node.attributes, node, randomness));
};
