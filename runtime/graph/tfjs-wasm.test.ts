import { describe, expect, it } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import { useBackend } from './check-operation.test-helper';
import { normals } from './random';
import { sizeOf } from './shapes';
import { batchedProduct, matrixProduct, sumLeadingAxes } from './tfjs-wasm';

const tf = await useBackend('wasm');

const tensorOf = (stream: number, shape: readonly number[]): Tensor =>
  tf.tensor(Float32Array.from(normals({ seed: 1, step: 0, stream }, sizeOf(shape))), [...shape]);

const expectClose = async (actual: Tensor, expected: Tensor): Promise<void> => {
  expect(actual.shape).toEqual(expected.shape);
  const [a, e] = [await actual.data(), await expected.data()];
  const worst = Math.max(...Array.from(e, (value, i) => Math.abs(value - a[i]!)));
  expect(worst).toBeLessThan(1e-4);
};

const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

describe.each(flags)('products with transposeA %s and transposeB %s', (transposeA, transposeB) => {
  it.each([
    [3, 40, 5],
    [40, 3, 5],
    [5, 4, 40],
  ])('are those of the backend for %i × %i × %i', async (rows, inner, columns) => {
    const a = tensorOf(1, transposeA ? [inner, rows] : [rows, inner]);
    const b = tensorOf(2, transposeB ? [columns, inner] : [inner, columns]);
    await expectClose(
      matrixProduct(tf, a, b, transposeA, transposeB),
      tf.matMul(a, b, transposeA, transposeB),
    );
  });

  it.each([
    [16, 4, 9],
    [4, 33, 2],
  ])('are those of the backend in batches of %i × %i × %i', async (rows, inner, columns) => {
    const a = tensorOf(1, transposeA ? [2, 5, inner, rows] : [2, 5, rows, inner]);
    const b = tensorOf(2, transposeB ? [2, 5, columns, inner] : [2, 5, inner, columns]);
    await expectClose(
      batchedProduct(tf, a, b, transposeA, transposeB),
      tf.matMul(a, b, transposeA, transposeB),
    );
  });
});

describe('sumLeadingAxes', () => {
  it('sums', async () => {
    const x = tensorOf(1, [4, 3, 5]);
    await expectClose(sumLeadingAxes(tf, x, 2), tf.reshape(tf.sum(x, [0, 1]), [1, 5]));
  });

  it('is not misled by a product with the same buffer in another shape', async () => {
    const x = tensorOf(1, [16, 8, 8]);
    const flat = tf.reshape(x, [128, 8]);
    const left = tensorOf(2, [3, 128]);
    await expectClose(
      matrixProduct(tf, left, flat, false, false),
      tf.matMul(left, tf.mul(flat, 1)),
    );
    await expectClose(sumLeadingAxes(tf, x, 1), tf.reshape(tf.sum(x, 0), [1, 64]));
  });
});
