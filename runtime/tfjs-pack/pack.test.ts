import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../graph/check-operation.test-helper';
import { normals } from '../graph/random';
import { sizeOf } from '../graph/shapes';
import { registerGradients } from './gradients.test-helper';
import { registerPack } from './register';

const tf = await useBackend('wasm');
registerPack();
beforeAll(registerGradients);

/** float32 in another order of summation. */
const TOLERANCE = 1e-4;

type Shape = readonly number[];
type Loss = (...operands: Tensor[]) => Tensor;

const numbers = (stream: number, shape: Shape): Float32Array =>
  Float32Array.from(normals({ seed: 1, step: 0, stream }, sizeOf(shape)));

/** The result of an operation and its gradients by all operands, where the result is weighted at random. */
async function gradientsOn(backend: string, shapes: readonly Shape[], of: Loss) {
  await tf.setBackend(backend);
  const operands = shapes.map((shape, i) => tf.tensor(numbers(i, shape), [...shape]));
  const result = of(...operands);
  const upstream = tf.tensor(numbers(9, result.shape), result.shape);
  const tensors = [result, ...tf.grads(of)(operands, upstream)];
  const read = await Promise.all(tensors.map(async (each) => [...(await each.data())]));
  const all = tensors.map(({ shape }, i) => ({ shape, values: read[i]! }));
  tf.dispose([...operands, upstream, ...tensors]);
  return all;
}

async function checkGradients(shapes: readonly Shape[], of: Loss): Promise<void> {
  const expected = await gradientsOn('cpu', shapes, of);
  const found = await gradientsOn('wasm', shapes, of);
  found.forEach(({ shape, values }, i) => {
    expect(shape).toEqual(expected[i]!.shape);
    const beyond = values.filter((value, at) => {
      const wanted = expected[i]!.values[at]!;
      return !(Math.abs(value - wanted) <= TOLERANCE * (1 + Math.abs(wanted)));
    });
    expect(beyond).toEqual([]);
  });
}

describe.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('matMul with transposeA %s and transposeB %s', (transposeA, transposeB) => {
  const turned = (shape: Shape, is: boolean): Shape =>
    is ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
  it.each<[a: Shape, b: Shape]>([
    [
      [3, 5],
      [5, 7],
    ],
    [
      [1, 1],
      [1, 1],
    ],
    [
      [33, 70],
      [70, 18],
    ],
    [
      [4, 9, 6],
      [4, 6, 5],
    ],
    [
      [2, 3, 5, 4],
      [2, 3, 4, 6],
    ],
  ])('agrees with the CPU backend, gradients and all: %j · %j', async (a, b) => {
    await checkGradients([turned(a, transposeA), turned(b, transposeB)], (x, y) =>
      tf.matMul(x!, y!, transposeA, transposeB),
    );
  });

  // TensorFlow.js itself has no gradients of these.
  it.each<[a: Shape, b: Shape]>([
    [
      [4, 3, 5],
      [1, 5, 2],
    ],
    [
      [1, 3, 5],
      [4, 5, 2],
    ],
    [
      [2, 1, 3, 5],
      [1, 3, 5, 2],
    ],
  ])('agrees with the CPU backend where matrices are shared: %j · %j', async (a, b) => {
    const shapes = [turned(a, transposeA), turned(b, transposeB)];
    const outer = a.slice(0, -2).map((extent, axis) => Math.max(extent, b[axis]!));
    const on = async (backend: string, repeated: boolean) => {
      await tf.setBackend(backend);
      const [x, y] = shapes.map((shape, i) => {
        const given = tf.tensor(numbers(i, shape), [...shape]);
        return repeated ? tf.broadcastTo(given, [...outer, ...shape.slice(-2)]) : given;
      });
      const product = tf.matMul(x!, y!, transposeA, transposeB);
      return { shape: product.shape, values: [...(await product.data())] };
    };
    // The CPU backend is wrong where each operand is repeated along an axis of its own.
    const [expected, found] = [await on('cpu', true), await on('wasm', false)];
    expect(found.shape).toEqual(expected.shape);
    found.values.forEach((value, i) => expect(value).toBeCloseTo(expected.values[i]!, 4));
  });
});

describe('conv2d', () => {
  it.each<
    [what: string, image: Shape, filter: Shape, stride: number, pad: 'same' | 'valid' | number]
  >([
    ['the same size', [2, 6, 5, 3], [3, 3, 3, 4], 1, 'same'],
    ['smaller', [2, 6, 5, 3], [3, 2, 3, 4], 1, 'valid'],
    ['one channel', [1, 7, 7, 1], [3, 3, 1, 2], 1, 'same'],
    ['one pixel', [3, 4, 4, 2], [1, 1, 2, 5], 1, 'same'],
    ['an even filter', [2, 5, 4, 2], [2, 4, 2, 3], 1, 'same'],
    ['stride 2', [2, 7, 6, 3], [3, 3, 3, 4], 2, 'same'],
    ['stride 3 with a rest', [1, 9, 8, 2], [2, 3, 2, 3], 3, 'valid'],
    ['a margin of two', [1, 5, 5, 2], [3, 3, 2, 3], 1, 2],
  ])('has the gradients of the CPU backend: %s', async (_what, image, filter, stride, pad) => {
    await checkGradients([image, filter], (x, f) =>
      tf.conv2d(x as Tensor4D, f as Tensor4D, stride, pad),
    );
  });
});

it('says which convolutions have no gradient', async () => {
  await tf.setBackend('wasm');
  const image = tf.zeros([1, 4, 4, 2]) as Tensor4D;
  const filter = tf.zeros([1, 1, 2, 3]) as Tensor4D;
  expect(() => tf.grad((f) => tf.conv2d(image, f as Tensor4D, 1, 1))(filter)).toThrow(
    /padding that is narrower than the filter/,
  );
});

it('leaves empty products empty, and says what does not fit', async () => {
  await tf.setBackend('wasm');
  expect((await tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).data()).join()).toBe('0,0,0,0,0,0');
  expect(tf.matMul(tf.zeros([0, 2]), tf.zeros([2, 3])).shape).toEqual([0, 3]);
  expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow(/inner shapes/);
});

it('keeps no memory from step to step, and is there once', async () => {
  await tf.setBackend('wasm');
  registerPack();
  const heap = (): number =>
    (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  const images = tf.tensor(numbers(1, [8, 10, 10, 3]), [8, 10, 10, 3]) as Tensor4D;
  const filter = tf.variable(tf.tensor(numbers(2, [3, 3, 3, 8]), [3, 3, 3, 8]));
  const weight = tf.variable(tf.tensor(numbers(3, [800, 10]), [800, 10]));
  const step = (): void =>
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const features = tf.relu(tf.conv2d(images, filter as unknown as Tensor4D, 1, 'same'));
        return tf.mean(tf.square(tf.matMul(tf.reshape(features, [8, 800]), weight as never)));
      });
      for (const [variable, name] of [
        [filter, filter.name],
        [weight, weight.name],
      ] as const)
        variable.assign(tf.sub(variable, tf.mul(0.001, grads[name]!)));
    });
  for (let i = 0; i < 20; i++) step();
  const [size, tensors] = [heap(), tf.memory().numTensors];
  for (let i = 0; i < 300; i++) step();
  expect([heap(), tf.memory().numTensors]).toEqual([size, tensors]);
}, 60_000);
