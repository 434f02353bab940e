import { describe, expect, it } from 'vitest';
import { Arena, ModuleBuilder } from '../../../language';
import { GraphBuilder, type Value } from '../../graph/builder';
import { checkGraphCompiled } from '../../graph/check-operation.test-helper';
import { withGradients } from '../../graph/gradients';
import type { Graph } from '../../graph/graph';
import {
  add,
  concat,
  matmul,
  multiply,
  relu,
  sliceAxis,
  softmax,
  sum,
  tanh,
} from '../../graph/operations';
import { normals } from '../../graph/random';
import { sizeOf } from '../../graph/shapes';
import { Constants } from './constants';
import { layOut } from './layout';
import { schedule } from './schedule';
import { Workspace } from './workspace';
import { writeTasks } from './write-tasks';

/** A step that is repeated: vectors that are not full, slices amid rows, what is given twice, numbers. */
const stepOf = (weight: Value, bias: Value, state: Value): Value => {
  const recalled = add(matmul(state, weight), bias);
  const [low, high] = [sliceAxis(recalled, 1, 0, 3), sliceAxis(recalled, 1, 3, 4)];
  const mixed = concat([multiply(tanh(high), high), multiply(low, -0.5)], 1);
  return add(softmax(mixed), relu(multiply(sum(mixed, { axes: [1], keepDims: true }), state)));
};

function repeated(steps: number): Graph {
  const builder = new GraphBuilder();
  const parameter = (name: string, shape: readonly number[]): Value =>
    builder.parameter(name, shape, 'matrix', { kind: 'zeros' });
  const [weight, bias] = [parameter('weight', [7, 7]), parameter('bias', [7])];
  let state = parameter('start', [3, 7]);
  for (let t = 0; t < steps; t++) state = stepOf(weight, bias, state);
  builder.output('loss', sum(state));
  return builder.build();
}

/** How many functions of the module are called. */
function functionsFor(steps: number): number {
  const graph = withGradients(repeated(steps));
  const arena = new Arena();
  const weights = arena.reserve(4 * 100, 'the weights');
  const wanted = [graph.outputs['loss']!, ...graph.gradients];
  const plan = schedule(graph, wanted);
  const constants = new Constants(graph, plan.constants);
  const layout = layOut({ graph, wanted, weights }, plan, constants, new Workspace(arena));
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory');
  const calls = writeTasks(module, graph, plan.tasks, layout, constants.numbers).flat();
  return new Set(calls.map(({ index }) => index)).size;
}

describe('tasks of the same kind', () => {
  it('give what the reference gives, with few as with many of them', () => {
    for (const steps of [2, 12]) {
      const graph = withGradients(repeated(steps));
      checkGraphCompiled(
        graph,
        graph.parameters.map(({ shape }, stream) =>
          normals({ seed: 4, step: 0, stream }, sizeOf(shape)).map((x) => Math.fround(x / 4)),
        ),
        {},
      );
    }
  });

  it('share functions, however many they are', () => {
    expect(functionsFor(40)).toBe(functionsFor(20));
  });
});
