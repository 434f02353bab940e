import { describe, expect, it } from 'vitest';
import { initialWeights } from '../engines/init';
import { interpret } from '../engines/reference';
import { GraphBuilder } from '../graph/builder';
import {
  checkGraphCompiled,
  checkGraphGradients,
  checkGraphLowering,
} from '../graph/check-operation.test-helper';
import { withGradients } from '../graph/gradients';
import type { Graph } from '../graph/graph';
import { mean, softmaxCrossEntropy, square, sum } from '../graph/operations';
import { hashName, normals } from '../graph/random';
import { sizeOf } from '../graph/shapes';
import { hiddenWidths } from './mlp';
import type { InputSpec, OutputSpec } from './model';
import { findModel, MODELS, modelsFor } from './registry';

interface Instance {
  readonly graph: Graph;
  readonly batch: Readonly<Record<string, ArrayLike<number>>>;
}

const shapeOf = (input: InputSpec): number[] => {
  switch (input.kind) {
    case 'features':
      return [input.size];
    case 'image':
      return [input.height, input.width, input.channels];
    case 'tokens':
      return [input.length];
    case 'point':
      return [];
  }
};

/** A model on a batch of `size` made-up examples, with a loss that fits its output. */
const instanceOf = (name: string, input: InputSpec, output: OutputSpec, size: number): Instance => {
  const builder = new GraphBuilder();
  const shape = [size, ...shapeOf(input)];
  const tokens = input.kind === 'tokens';
  const x = builder.input('x', shape, tokens ? 'int32' : 'float32');
  const result = findModel(name).build(x, { input, output, mode: 'train' });
  const noise = normals({ seed: 9, step: 0, stream: hashName(name) }, sizeOf(shape));
  const data = tokens ? noise.map((v) => Math.abs(Math.floor(v * 7)) % input.vocabulary) : noise;
  if (output.kind === 'point') {
    builder.output('loss', sum(square(result)));
    return { graph: builder.build(), batch: { x: data } };
  }
  const y = builder.input('y', result.shape.slice(0, -1), 'int32');
  builder.output('loss', mean(softmaxCrossEntropy(result, y)));
  const labels = Array.from({ length: sizeOf(y.shape) }, (_, i) => (i * i + 1) % output.size);
  return { graph: builder.build(), batch: { x: data, y: labels } };
};

const tokensOf = (length: number): InputSpec => ({ kind: 'tokens', length, vocabulary: 5 });
const images: InputSpec = { kind: 'image', height: 8, width: 9, channels: 1 };
const classes: OutputSpec = { kind: 'vector', size: 3 };
const sequence: OutputSpec = { kind: 'sequence', size: 5 };

const CASES: readonly (readonly [string, Instance])[] = [
  ['mlp', instanceOf('mlp', { kind: 'features', size: 3 }, classes, 4)],
  ['cnn', instanceOf('cnn', images, classes, 2)],
  ['transformer', instanceOf('transformer', tokensOf(6), sequence, 2)],
  ['gru', instanceOf('gru', tokensOf(3), sequence, 2)],
  ['point', instanceOf('point', { kind: 'point', start: [1, -2] }, { kind: 'point' }, 1)],
];

const weightsOf = (graph: Graph): Float64Array[] =>
  initialWeights(graph, 1).map((values) => Float64Array.from(values));

const lossAt = ({ graph, batch }: Instance, parameters: readonly ArrayLike<number>[]): number => {
  const randomness = { seed: 1, step: 1 };
  return interpret(graph, { batch, parameters, randomness })[graph.outputs['loss']!]!.data[0]!;
};

it('has a case for every model', () => {
  expect(CASES.map(([name]) => name)).toEqual(MODELS.map(({ name }) => name));
});

describe.each(CASES)('the model %s', (_name, instance) => {
  const { graph, batch } = instance;

  it('has a right gradient along random directions', () => {
    // Weights move together along one direction: a difference for each would take minutes.
    const start = weightsOf(graph);
    const whole = withGradients(graph);
    const values = interpret(whole, { batch, parameters: start, randomness: { seed: 1, step: 1 } });
    for (const [p, { name, shape }] of graph.parameters.entries()) {
      const direction = normals({ seed: 3, step: 0, stream: hashName(name) }, sizeOf(shape));
      const gradient = values[whole.gradients[p]!]!.data;
      const slope = gradient.reduce((total, g, i) => total + g * direction[i]!, 0);
      const moved = (by: number): number =>
        lossAt(
          instance,
          start.map((data, q) => (q === p ? data.map((v, i) => v + by * direction[i]!) : data)),
        );
      const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      expect(Math.abs(slope - difference), name).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    }
  });

  it('learns: its loss falls over 20 steps of gradient descent', () => {
    const whole = withGradients(graph);
    let parameters = weightsOf(graph);
    const first = lossAt(instance, parameters);
    for (let step = 1; step <= 20; step++) {
      const values = interpret(whole, { batch, parameters, randomness: { seed: 1, step } });
      parameters = parameters.map((data, p) => {
        const gradient = values[whole.gradients[p]!]!.data;
        return data.map((value, i) => value - 0.05 * gradient[i]!);
      });
    }
    expect(lossAt(instance, parameters)).toBeLessThan(0.9 * first);
  });

  it.each(['cpu', 'wasm'] as const)(
    'runs on TensorFlow.js (%s) with the same gradients',
    async (backend) => {
      await checkGraphLowering(backend, withGradients(graph), weightsOf(graph), batch, 1e-4);
    },
  );

  it('runs compiled to WebAssembly with the same gradients', () => {
    checkGraphCompiled(withGradients(graph), weightsOf(graph), batch, 1e-4);
  });

  it('gives each parameter its own name and place', () => {
    const names = graph.parameters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    let end = 0;
    for (const { offset, shape } of graph.parameters) {
      expect(offset).toBe(end);
      end += sizeOf(shape);
    }
  });
});

describe('default sizes', () => {
  const shapesOf = (name: string, input: InputSpec, output: OutputSpec) =>
    instanceOf(name, input, output, 1).graph.parameters.map(({ shape }) => shape.join('×'));

  it('are 784-256-128-10 for digits and 2-32-32-2 for points in the plane', () => {
    const digits: InputSpec = { kind: 'image', height: 28, width: 28, channels: 1 };
    const shapes = shapesOf('mlp', digits, { kind: 'vector', size: 10 });
    expect(shapes).toEqual(['784×256', '256', '256×128', '128', '128×10', '10']);
    const plane: InputSpec = { kind: 'features', size: 2 };
    const small = shapesOf('mlp', plane, { kind: 'vector', size: 2 });
    expect(small).toEqual(['2×32', '32', '32×32', '32', '32×2', '2']);
    expect(hiddenWidths(13)).toEqual([64, 64]);
  });

  it('are 16 and 32 channels for the cnn', () => {
    const digits: InputSpec = { kind: 'image', height: 28, width: 28, channels: 1 };
    const shapes = shapesOf('cnn', digits, { kind: 'vector', size: 10 });
    expect(shapes).toEqual(['3×3×1×16', '16', '3×3×16×32', '32', '1568×10', '10']);
  });
});

describe('roles', () => {
  it('tell a transformer’s embeddings, matrices, norms, biases and output apart', () => {
    const { graph } = instanceOf('transformer', tokensOf(4), sequence, 1);
    const roleOf = Object.fromEntries(graph.parameters.map(({ name, role }) => [name, role]));
    expect(roleOf).toMatchObject({
      'embedding.token': 'embedding',
      'embedding.position': 'embedding',
      'block1.norm1.gain': 'norm',
      'block2.attention.qkv.weight': 'matrix',
      'block2.mlp.in.bias': 'bias',
      'output.weight': 'output',
      'output.bias': 'bias',
    });
  });
});

describe('the registry of models', () => {
  it('finds the models that fit', () => {
    const names = (input: InputSpec, output: OutputSpec) =>
      modelsFor(input, output).map(({ name }) => name);
    expect(names(images, classes)).toEqual(['mlp', 'cnn']);
    expect(names(tokensOf(4), sequence)).toEqual(['transformer', 'gru']);
    expect(names({ kind: 'point', start: [0] }, { kind: 'point' })).toEqual(['point']);
    const tiny: InputSpec = { kind: 'image', height: 3, width: 9, channels: 1 };
    expect(names(tiny, classes)).toEqual(['mlp']);
  });

  it('names the models there are when asked for another', () => {
    expect(() => findModel('resnet')).toThrow('There is no model "resnet"');
  });
});

describe('a transformer', () => {
  it('never looks ahead', () => {
    const { graph, batch } = instanceOf('transformer', tokensOf(6), sequence, 1);
    const logitsFor = (x: ArrayLike<number>): number[] => {
      const node = graph.nodes.find(({ op }) => op === 'softmaxCrossEntropy')!.inputs[0]!;
      const parameters = weightsOf(graph);
      const given = { batch: { ...batch, x }, parameters, randomness: { seed: 1, step: 1 } };
      return [...interpret(graph, given)[node]!.data];
    };
    const tokens = [0, 1, 2, 3, 4, 0];
    const before = logitsFor(tokens);
    const after = logitsFor([0, 1, 2, 3, 1, 2]);
    expect(after.slice(0, 20)).toEqual(before.slice(0, 20));
    expect(after.slice(20)).not.toEqual(before.slice(20));
  });
});

describe('a small model', () => {
  it('has a right gradient by every single weight', () => {
    const { graph, batch } = instanceOf('mlp', { kind: 'features', size: 2 }, classes, 3);
    checkGraphGradients(graph, weightsOf(graph), batch);
  });
});
