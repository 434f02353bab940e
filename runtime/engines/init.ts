import type { Graph, Initializer, Parameter } from '../graph/graph';
import { hashName, normals, uniforms } from '../graph/random';
import { sizeOf } from '../graph/shapes';

/**
 * The weights that a model starts with, one array per parameter: a pure function of the seed and the parameter's
 * name, the same on every backend and wherever else in the model the parameter stands.
 */
export const initialWeights = (graph: Pick<Graph, 'parameters'>, seed: number): Float32Array[] =>
  graph.parameters.map((parameter) => new Float32Array(draw(parameter, seed)));

const draw = ({ name, shape, initializer }: Parameter, seed: number): ArrayLike<number> => {
  const size = sizeOf(shape);
  const stream = { seed, step: 0, stream: hashName(name) };
  return drawFrom(initializer, stream, size);
};

const drawFrom = (
  initializer: Initializer,
  stream: Parameters<typeof normals>[0],
  size: number,
): ArrayLike<number> => {
  switch (initializer.kind) {
    case 'zeros':
      return new Float64Array(size);
    case 'constant':
      return new Float64Array(size).fill(initializer.value);
    case 'values':
      return initializer.values;
    case 'normal':
      return inPlace(normals(stream, size), (number) => number * initializer.std);
    case 'uniform':
      return inPlace(uniforms(stream, size), (number) => (2 * number - 1) * initializer.limit);
  }
};

function inPlace(numbers: Float64Array, of: (number: number) => number): Float64Array {
  for (let i = 0; i < numbers.length; i++) numbers[i] = of(numbers[i]!);
  return numbers;
}
