import { describe, expect, it } from 'vitest';
import { interpret } from '../engines/reference';
import { GraphBuilder } from './builder';
import type { Value } from './builder';
import { checkGraphGradients } from './check-operation.test-helper';
import { withGradients } from './gradients';
import type { GradientGraph } from './gradients';
import { averagePool, dropout, layerNorm } from './layers';
import {
  add,
  concat,
  exp,
  matmul,
  mean,
  multiply,
  sliceAxis,
  square,
  step,
  sum,
} from './operations';
import { normals } from './random';
import { sizeOf } from './shapes';

const RANDOMNESS = { seed: 1, step: 1 };

/** A graph whose loss is what `build` makes of parameters of these shapes. */
const graphOf = (
  shapes: readonly (readonly number[])[],
  build: (...parameters: Value[]) => Value,
) => {
  const builder = new GraphBuilder();
  const parameters = shapes.map((shape, i) =>
    builder.parameter(`p${i}`, shape, 'matrix', { kind: 'zeros' }),
  );
  builder.output('loss', build(...parameters));
  return builder.build();
};

const valuesOf = (shapes: readonly (readonly number[])[]): Float64Array[] =>
  shapes.map((shape, stream) => normals({ seed: 1, step: 0, stream }, sizeOf(shape)));

const gradientsAt = (
  graph: GradientGraph,
  parameters: readonly ArrayLike<number>[],
): number[][] => {
  const values = interpret(graph, { batch: {}, parameters, randomness: RANDOMNESS });
  return graph.gradients.map((node) => [...values[node]!.data]);
};

const check = (
  shapes: readonly (readonly number[])[],
  build: (...parameters: Value[]) => Value,
): void => checkGraphGradients(graphOf(shapes, build), valuesOf(shapes), {});

describe('withGradients', () => {
  it('knows the gradient of a square', () => {
    const graph = withGradients(graphOf([[2]], (x) => sum(square(x!))));
    expect(gradientsAt(graph, [[3, -4]])).toEqual([[6, -8]]);
  });

  it('sums what arrives from several uses', () => {
    check([[2, 3]], (x) => sum(add(multiply(exp(x!), x!), x!)));
  });

  it('shares weights between layers', () => {
    check(
      [
        [2, 3],
        [3, 3],
      ],
      (x, w) => mean(square(matmul(matmul(x!, w!), w!))),
    );
  });

  it('joins the gradients of slices that cover a tensor, in whatever order they are used', () => {
    const shapes = [[3, 4]];
    const build = (x: Value): Value => {
      const [a, b, c] = [0, 1, 3].map((at, i) => sliceAxis(x, 1, at, [1, 2, 1][i]!));
      return sum(multiply(concat([c!, a!, b!], 1), exp(x)));
    };
    check(shapes, build as () => Value);
    const whole = withGradients(
      graphOf(shapes, (x) =>
        sum(square(concat([sliceAxis(x!, 1, 2, 2), sliceAxis(x!, 1, 0, 2)], 1))),
      ),
    );
    expect(whole.nodes.some(({ op }) => op === 'pad')).toBe(false);
    check(shapes, (x) => sum(exp(concat([sliceAxis(x!, 1, 2, 2), sliceAxis(x!, 1, 0, 2)], 1))));
  });

  it('adds the gradients of slices that overlap or leave something out', () => {
    check([[4, 2]], (x) => sum(exp(add(sliceAxis(x!, 0, 0, 2), sliceAxis(x!, 0, 1, 2)))));
    check([[4, 2]], (x) => sum(exp(add(sliceAxis(x!, 0, 0, 1), sliceAxis(x!, 0, 1, 1)))));
  });

  it('is zero by a parameter that the loss does not depend on, or only through a step', () => {
    const graph = withGradients(graphOf([[2], [2]], (x, y) => sum(multiply(x!, step(y!)))));
    expect(
      gradientsAt(graph, [
        [1, 2],
        [3, -4],
      ]),
    ).toEqual([
      [1, 0],
      [0, 0],
    ]);
  });

  it('keeps parameters, inputs and outputs, and drops what nothing needs', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [2]);
    const unused = builder.input('unused', [3], 'int32');
    const p = builder.parameter('p', [2], 'vector', { kind: 'zeros' });
    exp(exp(x));
    builder.output('loss', sum(multiply(p, x)));
    const graph = withGradients(builder.build());
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x', 'unused']);
    expect(graph.nodes[graph.inputs[1]!.node]).toMatchObject({ shape: unused.shape, op: 'input' });
    expect(graph.nodes.some(({ op }) => op === 'exp')).toBe(false);
    graph.nodes.forEach(({ id, inputs }, place) => {
      expect(id).toBe(place);
      inputs.forEach((input) => expect(input).toBeLessThan(id));
    });
  });

  it('differentiates by the same dropout mask that the loss was computed with', () => {
    check([[4, 5]], (x) => sum(square(dropout(x!, 0.4, 'train'))));
  });
});

describe('layers', () => {
  it('normalises with a gain and a bias', () => {
    check([[3, 4], [4], [4]], (x, gain, bias) => sum(exp(layerNorm(x!, gain!, bias!))));
  });

  it('pools means, with and without a rest at the border', () => {
    check([[2, 4, 4, 3]], (x) => sum(exp(averagePool(x!, 2))));
    check([[1, 5, 7, 2]], (x) => sum(exp(averagePool(x!, 3))));
    const graph = graphOf([[1, 2, 2, 1]], (x) => sum(averagePool(x!, 2)));
    const parameters = [[1, 2, 3, 6]];
    const values = interpret(graph, { batch: {}, parameters, randomness: RANDOMNESS });
    expect(values[graph.outputs['loss']!]!.data[0]).toBe(3);
  });

  it('drops nothing when it evaluates', () => {
    const graph = graphOf([[4]], (x) => sum(dropout(x!, 0.5, 'evaluate')));
    expect(graph.nodes.some(({ op }) => op === 'dropoutMask')).toBe(false);
  });
});
