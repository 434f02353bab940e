import { describe, expect, it } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import { useBackend } from './check-operation.test-helper';
import { normals } from './random';
import { sizeOf } from './shapes';
import { sumLeadingAxes } from './tfjs-wasm';

const tf = await useBackend('wasm');

const tensorOf = (stream: number, shape: readonly number[]): Tensor =>
  tf.tensor(Float32Array.from(normals({ seed: 1, step: 0, stream }, sizeOf(shape))), [...shape]);

const expectClose = async (actual: Tensor, expected: Tensor): Promise<void> => {
  expect(actual.shape).toEqual(expected.shape);
  const [a, e] = [await actual.data(), await expected.data()];
  const worst = Math.max(...Array.from(e, (value, i) => Math.abs(value - a[i]!)));
  expect(worst).toBeLessThan(1e-4);
};

describe('sumLeadingAxes', () => {
  it('sums', async () => {
    const x = tensorOf(1, [4, 3, 5]);
    await expectClose(sumLeadingAxes(tf, x, 2), tf.reshape(tf.sum(x, [0, 1]), [1, 5]));
  });
});
