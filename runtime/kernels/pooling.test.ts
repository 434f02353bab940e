import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachWindow, pooledShape } from '../graph/pooling';
import { maxPoolFunction, maxPoolGradientFunction, type Pooling } from './pooling';
import { runKernel, someNumbers } from './run-kernel.test-helper';

/** Few different numbers, so that many are equal. */
const coarse = (list: Float32Array): Float32Array => list.map((x) => Math.round(2 * x));

function pool(pooling: Pooling, image: Float32Array) {
  const { batch, height, width, channels, size } = pooling;
  const shape = [batch, height, width, channels];
  const count = pooledShape('maxPool', shape, size).reduce((a, b) => a * b);
  const upstream = someNumbers(count, 5);
  const pooled = runKernel({
    write: (module) => maxPoolFunction(module, pooling),
    operands: [image],
    result: new Float32Array(count),
  });
  const gradient = runKernel({
    write: (module) => maxPoolGradientFunction(module, pooling),
    operands: [upstream, image, pooled],
    result: image.map(() => 7),
  });
  const windows: (readonly number[])[] = [];
  eachWindow(shape, size, (place, window) => (windows[place] = window));
  return { upstream, pooled, gradient, windows };
}

const pooling = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 8 }),
    channels: fc.constantFrom(1, 3, 4, 6, 16, 37),
    size: fc.integer({ min: 1, max: 3 }),
  })
  .filter(({ height, width, size }) => Math.min(height, width) >= size);

describe('pooling', () => {
  it('takes the greatest of each square, and its gradient is shared by those', () => {
    fc.assert(
      fc.property(pooling, (shape) => {
        const { batch, height, width, channels } = shape;
        const image = coarse(someNumbers(batch * height * width * channels, 9));
        const { upstream, pooled, gradient, windows } = pool(shape, image);
        const expected = new Float32Array(image.length);
        windows.forEach((window, place) => {
          const greatest = Math.max(...window.map((at) => image[at]!));
          const winners = window.filter((at) => image[at] === greatest);
          winners.forEach((at) => (expected[at] = upstream[place]! / winners.length));
          expect(pooled[place]! === greatest).toBe(true);
        });
        expect(gradient.every((x, i) => x === expected[i])).toBe(true);
      }),
      { seed: 4, numRuns: 60 },
    );
  }, 60_000);

  it('gives NaN where a square holds one, and then no gradient', () => {
    const image = Float32Array.of(1, NaN, 3, 4, 5, 6, 7, 8);
    const { pooled, gradient } = pool(
      { batch: 2, height: 2, width: 2, channels: 1, size: 2 },
      image,
    );
    expect(pooled[0]).toBeNaN();
    expect(pooled[1]).toBe(8);
    expect([...gradient.slice(0, 7)]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(gradient[7]).not.toBe(0);
  });
});
