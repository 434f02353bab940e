import type { Graph } from '../graph/graph';

/** The outputs of a graph that are single numbers: what an evaluation reports. */
export const scalarOutputs = (graph: Graph): { readonly name: string; readonly node: number }[] =>
  Object.entries(graph.outputs)
    .filter(([, node]) => graph.nodes[node]!.shape.length === 0)
    .map(([name, node]) => ({ name, node }));
