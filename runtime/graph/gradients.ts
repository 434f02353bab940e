import { GraphBuilder } from './builder';
import type { Value } from './builder';
import type { Graph } from './graph';
import { operationNamed } from './operations/registry';
import { accumulate } from './accumulate';
import { fill } from './operations/fill';
import { prune } from './prune';

/** A graph that also computes the gradient of its loss by each parameter. */
export interface GradientGraph extends Graph {
  /** The node that holds the gradient of each parameter, in the order of `parameters`. */
  readonly gradients: readonly number[];
}

/**
 * Adds reverse-mode differentiation of one scalar output to a graph: from the loss back to the parameters, each
 * operation says how a gradient passes through it, and what arrives at a node from several places is summed.
 * The outputs stay; operations that nothing needs are removed.
 */
export const withGradients = (graph: Graph, output = 'loss'): GradientGraph => {
  const builder = GraphBuilder.from(graph);
  const trained = dependsOnParameters(graph);
  const arriving = new Map<number, Value[]>([[graph.outputs[output]!, [fill(builder, [], 1)]]]);
  const arrived = new Map<number, Value>();

  for (const node of [...graph.nodes].reverse()) {
    const contributions = arriving.get(node.id);
    if (contributions === undefined || !trained[node.id]) continue;
    const upstream = accumulate(contributions);
    arrived.set(node.id, upstream);
    if (node.op === 'parameter') continue;
    const { gradient } = operationNamed(node.op);
    if (gradient === null) continue;
    const inputs = node.inputs.map((id) => builder.valueOf(id));
    gradient(upstream, builder.valueOf(node.id), inputs, node.attributes).forEach((value, i) => {
      const input = node.inputs[i]!;
      if (value === null || !trained[input]) return;
      arriving.set(input, [...(arriving.get(input) ?? []), value]);
    });
  }

  const gradients = graph.parameters.map(
    ({ node, shape }) => arrived.get(node) ?? fill(builder, shape, 0),
  );
  return prune(
    builder.build(),
    gradients.map(({ id }) => id),
  );
};

/** For each node, whether a parameter has a say in its value. */
const dependsOnParameters = (graph: Graph): boolean[] => {
  const depends: boolean[] = [];
  for (const node of graph.nodes) {
    depends.push(node.op === 'parameter' || node.inputs.some((input) => depends[input]));
  }
  return depends;
};
