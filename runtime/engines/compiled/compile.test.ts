import { describe, expect, it } from 'vitest';
import { Arena } from '../../../language';
import { GraphBuilder, type Value } from '../../graph/builder';
import { checkGraphCompiled } from '../../graph/check-operation.test-helper';
import { withGradients } from '../../graph/gradients';
import type { Graph } from '../../graph/graph';
import { dropout } from '../../graph/layers';
import {
  add,
  constant,
  matmul,
  mean,
  multiply,
  negate,
  relu,
  reshape,
  sum,
} from '../../graph/operations';
import { normals } from '../../graph/random';
import { sizeOf } from '../../graph/shapes';
import { compileGraph } from './compile';
import { Workspace } from './workspace';

/** A graph whose loss is the sum of what is built from parameters of these shapes. */
const graphOf = (
  shapes: readonly (readonly number[])[],
  build: (...values: Value[]) => Value,
): Graph => {
  const builder = new GraphBuilder();
  const values = shapes.map((shape, i) =>
    builder.parameter(`x${i}`, shape, 'matrix', { kind: 'zeros' }),
  );
  const result = build(...values);
  builder.output('result', result);
  builder.output('loss', sum(result));
  return builder.build();
};

const check = (graph: Graph): void =>
  checkGraphCompiled(
    withGradients(graph),
    graph.parameters.map(({ shape }, stream) =>
      normals({ seed: 3, step: 0, stream }, sizeOf(shape)).map(Math.fround),
    ),
    {},
  );

const compiled = (graph: Graph) => {
  const arena = new Arena();
  const weights = arena.reserve(4 * 1000, 'the weights');
  const wanted = Object.values(graph.outputs);
  const ready = compileGraph({ graph, wanted, weights }, new Workspace(arena));
  return { ready, weights: () => arena.floats(weights, 1000) };
};

describe('a compiled graph', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 13])('goes through chains of %i numbers', (size) => {
    check(graphOf([[size], [size]], (x, y) => multiply(relu(add(x!, negate(y!))), add(x!, 3))));
  });

  it.each([
    [[5], [3, 5]],
    [
      [3, 1],
      [3, 5],
    ],
    [
      [1, 7],
      [6, 1],
    ],
    [
      [2, 1, 4, 1],
      [3, 1, 9],
    ],
    [[], [2, 3]],
    [[1], []],
    [
      [1, 4, 1],
      [3, 4, 2],
    ],
    [
      [2, 3, 1, 5],
      [2, 1, 3, 1],
    ],
  ])('broadcasts %j and %j', (x, y) => {
    check(graphOf([x, y], (a, b) => multiply(add(a!, b!), relu(add(multiply(a!, 2), b!)))));
  });

  it.each([
    [[3, 5, 7], [0]],
    [[3, 5, 7], [1]],
    [[3, 5, 7], [2]],
    [
      [3, 5, 7],
      [0, 2],
    ],
    [
      [3, 5, 7],
      [1, 2],
    ],
    [
      [2, 3, 4, 5],
      [1, 3],
    ],
    [
      [2, 3, 4, 5],
      [0, 2],
    ],
    [[1, 9, 1], [1]],
    [[4, 1], [0]],
  ])('sums %j over the axes %j', (shape, axes) => {
    check(graphOf([shape], (x) => sum(multiply(x!, x!), { axes })));
  });

  it('works out through other shapes, where a value is used again', () => {
    check(
      graphOf([[6, 4], [4]], (x, y) => {
        const doubled = add(x!, x!);
        const folded = reshape(doubled, [4, 6]);
        return multiply(reshape(relu(folded), [6, 4]), add(doubled, y!));
      }),
    );
  });

  it('gives gradients that are shared, constant or nothing', () => {
    check(graphOf([[3, 3], [3, 3], [2]], (x, y) => add(x!, y!)));
  });

  it('gives what is constant, and the parameters themselves', () => {
    const builder = new GraphBuilder();
    const x = builder.parameter('x', [3], 'vector', { kind: 'zeros' });
    builder.output('x', x);
    builder.output('constant', add(constant(builder, [2], [1, 2]), 1));
    const { ready, weights } = compiled(builder.build());
    weights().set([4, 5, 6]);
    ready.run({}, { seed: 0, step: 0 });
    expect([...ready.read(0)]).toEqual([4, 5, 6]);
    expect([...ready.read(1)]).toEqual([2, 3]);
  });

  it('draws anew at each step, the same for the same step', () => {
    const graph = graphOf([[100]], (x) => dropout(x!, 0.5, 'train'));
    const { ready, weights } = compiled(graph);
    weights().fill(1);
    const dropped = (step: number): number[] => {
      ready.run({}, { seed: 1, step });
      return [...ready.read(0)];
    };
    const first = dropped(1);
    expect(new Set(first)).toEqual(new Set([0, 2]));
    expect(dropped(2)).not.toEqual(first);
    expect(dropped(1)).toEqual(first);
  });

  it('refuses what does not fit into 4 GB, and names the largest tensor', () => {
    const shapes = [
      [40_000, 1],
      [1, 40_000],
    ];
    const graph = graphOf(shapes, (x, y) => relu(add(x!, y!)));
    expect(() => compiled(graph)).toThrow(
      /results in between \(the largest is of relu, \[40000, 40000\]\).* take \d\.\d GB, and compiled programs have 4/,
    );
  });

  it('refuses as well where gradients that are constant would be as large', () => {
    const shapes = [
      [40_000, 1],
      [1, 40_000],
    ];
    const builder = new GraphBuilder();
    const [x, y] = shapes.map((shape, i) =>
      builder.parameter(`x${i}`, shape, 'matrix', { kind: 'zeros' }),
    ) as [Value, Value];
    builder.output('loss', mean(relu(matmul(x, y))));
    expect(() => compiled(withGradients(builder.build()))).toThrow(/compiled programs have 4/);
  });

  it('refuses a batch that does not fill its inputs', () => {
    const builder = new GraphBuilder();
    builder.output('doubled', add(builder.input('x', [4]), builder.input('x', [4])));
    const { ready } = compiled(builder.build());
    expect(() => ready.run({ x: new Float32Array(3) }, { seed: 0, step: 0 })).toThrow(
      'The batch brings 3 numbers for "x", and the model takes 4.',
    );
  });
});
