import type { Graph } from '../graph/graph';

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A step computes the result, the gradient by the input and the gradient by the parameter. */
const PASSES = 3;

/**
 * Floating-point operations of a training step, roughly: each element of an operation's result takes one
 * multiply-add for each parameter that its output channel (the parameter's last dimension) has; three times, for
 * the passes of a step. Counts products with parameters, which dominate every model whose work could matter here;
 * look-ups (embeddings) are free, and products of activations are left out.
 */
export function workPerStep({ nodes, parameters }: Graph): number {
  const weights = new Map(
    parameters
      .filter(({ role, shape }) => role !== 'embedding' && shape.length >= 2)
      .map(({ node, shape }) => [node, sizeOf(shape.slice(0, -1))]),
  );
  let multiplyAdds = 0;
  for (const { inputs, shape } of nodes) {
    for (const input of inputs) multiplyAdds += sizeOf(shape) * (weights.get(input) ?? 0);
  }
  return 2 * PASSES * multiplyAdds;
}
