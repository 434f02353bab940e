import type { Graph } from './graph';
import type { GradientGraph } from './gradients';

/** Drops the operations that neither an output nor a gradient needs; the other nodes keep their order. */
export const prune = (graph: Graph, gradients: readonly number[]): GradientGraph => {
  const needed = new Set<number>([
    ...Object.values(graph.outputs),
    ...gradients,
    ...graph.parameters.map(({ node }) => node),
    ...graph.inputs.map(({ node }) => node),
  ]);
  for (const node of [...graph.nodes].reverse()) {
    if (needed.has(node.id)) node.inputs.forEach((input) => needed.add(input));
  }
  const kept = graph.nodes.filter(({ id }) => needed.has(id));
  const renumbered = new Map(kept.map(({ id }, place) => [id, place]));
  const place = (id: number): number => renumbered.get(id)!;
  return {
    nodes: kept.map((node) => ({ ...node, id: place(node.id), inputs: node.inputs.map(place) })),
    parameters: graph.parameters.map((parameter) => ({
      ...parameter,
      node: place(parameter.node),
    })),
    inputs: graph.inputs.map((input) => ({ ...input, node: place(input.node) })),
    outputs: Object.fromEntries(
      Object.entries(graph.outputs).map(([name, id]) => [name, place(id)]),
    ),
    gradients: gradients.map(place),
  };
};
