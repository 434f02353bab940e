import type { Graph } from '../graph/graph';
import type { ReferenceTensor, StepRandomness } from '../graph/operation';
import { operationNamed } from '../graph/operations/registry';

/** Numbers for a graph's inputs and parameters, by name and in the order of `parameters`. */
export interface GraphArguments {
  readonly batch: Readonly<Record<string, ArrayLike<number>>>;
  readonly parameters: readonly ArrayLike<number>[];
  readonly randomness: StepRandomness;
}

/**
 * Runs a graph in float64, node after node, and returns the value of every node. Obviously right rather than
 * fast: it is what the other executors are held against.
 */
export const interpret = (graph: Graph, given: GraphArguments): ReferenceTensor[] => {
  const leaves = new Map<number, ArrayLike<number>>();
  graph.inputs.forEach(({ name, node }) => leaves.set(node, given.batch[name]!));
  graph.parameters.forEach(({ node }, i) => leaves.set(node, given.parameters[i]!));

  const values: ReferenceTensor[] = [];
  for (const node of graph.nodes) {
    const leaf = leaves.get(node.id);
    const data =
      leaf !== undefined
        ? Float64Array.from(leaf)
        : operationNamed(node.op).reference(
            node.inputs.map((id) => values[id]!),
            node.attributes,
            node,
            given.randomness,
          );
    values.push({ shape: node.shape, dtype: node.dtype, data });
  }
  return values;
};
