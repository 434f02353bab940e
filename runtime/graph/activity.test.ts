import { expect, it } from 'vitest';
import { interpret } from '../engines/reference';
import { cnn } from '../models/cnn';
import { mlp } from '../models/mlp';
import { withActivity } from './activity';
import { GraphBuilder } from './builder';
import type { Graph } from './graph';
import { relu } from './operations/relu';

const graphOf = (model: typeof mlp): Graph => {
  const builder = new GraphBuilder();
  const input = { kind: 'image', height: 4, width: 4, channels: 1 } as const;
  const x = builder.input('x', [2, 4, 4, 1]);
  builder.output(
    'out',
    model.build(x, { input, output: { kind: 'vector', size: 3 }, mode: 'evaluate' }),
  );
  return builder.build();
};

it('names each layer with rectifiers, with one number a unit', () => {
  const { graph, layers } = withActivity(graphOf(mlp));
  expect(layers.map(({ name, node }) => [name, graph.nodes[node]!.shape])).toEqual([
    ['dense1', [64]],
    ['dense2', [64]],
  ]);
  const conv = withActivity(graphOf(cnn));
  expect(conv.layers.map(({ name, node }) => [name, conv.graph.nodes[node]!.shape])).toEqual([
    ['conv1', [16]],
    ['conv2', [32]],
  ]);
});

it('sums over the batch what each unit gives, and leaves the rest of the graph as it was', () => {
  const builder = new GraphBuilder();
  const bias = builder.parameter('only.bias', [2, 3], 'bias', { kind: 'zeros' });
  builder.output('out', relu(bias));
  const plain = builder.build();
  const { graph, layers } = withActivity(plain);
  expect(graph.nodes.slice(0, plain.nodes.length)).toEqual(plain.nodes);
  const parameters = [Float64Array.of(1, -1, 0, 2, -5, 0)];
  const values = interpret(graph, { batch: {}, parameters, randomness: { seed: 0, step: 0 } });
  expect([...values[layers[0]!.node]!.data]).toEqual([3, 0, 0]);
});
