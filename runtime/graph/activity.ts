import { GraphBuilder } from './builder';
import type { Graph } from './graph';
import { sum } from './operations/sum';

/** What the units of one layer give, summed over all but the last axis. */
export interface LayerActivity {
  /** As the layer's parameters are named: `dense1` for `dense1.weight`. */
  readonly name: string;
  readonly node: number;
}

/**
 * Adds to a graph how much each unit behind a rectifier gives in sum over the batch, by layer. Rectifiers give nothing
 * negative, so that a sum of 0 is a unit that no example woke.
 */
export function withActivity(graph: Graph): {
  readonly graph: Graph;
  readonly layers: readonly LayerActivity[];
} {
  const builder = GraphBuilder.from(graph);
  const layers: LayerActivity[] = [];
  for (const { id, op, shape } of graph.nodes) {
    if (op !== 'relu' || shape.length < 2) continue;
    const name = layerBefore(graph, id);
    if (name === null || layers.some((layer) => layer.name === name)) continue;
    const axes = shape.slice(1).map((_, axis) => axis);
    layers.push({ name, node: sum(builder.valueOf(id), { axes }).id });
  }
  return { graph: builder.build(), layers };
}

/** The layer whose parameter has a say in a node by the shortest way; null where there is none. */
function layerBefore(graph: Graph, node: number): string | null {
  const names = new Map(graph.parameters.map((each) => [each.node, each.name]));
  const waiting = [node];
  const seen = new Set(waiting);
  for (const id of waiting) {
    const name = names.get(id);
    if (name !== undefined) return layerOf(name);
    for (const input of graph.nodes[id]!.inputs)
      if (!seen.has(input)) {
        seen.add(input);
        waiting.push(input);
      }
  }
  return null;
}

/** The layer that a parameter belongs to: its name without the last part. */
export const layerOf = (parameter: string): string => {
  const end = parameter.lastIndexOf('.');
  return end === -1 ? parameter : parameter.slice(0, end);
};
