import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../../language';
import { productFunction, productScratch, type Product } from './product';
import { ROUNDOFF, runKernel, someNumbers } from './run-kernel.test-helper';

const multiply = (product: Product, a: Float32Array, b: Float32Array, c: Float32Array) =>
  runKernel({
    write: (module) => productFunction(module, product),
    operands: [a, b],
    result: c,
    scratchBytes: productScratch(product),
  });

interface Sum {
  readonly value: number;
  /** Σ |aₖ·bₖ|, which bounds the error. */
  readonly size: number;
}

/** In float64, or in float32 after each step. */
function sums(
  product: Product,
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  round: (x: number) => number,
): Sum[] {
  const { batch = 1, rows, inner, columns, transposeA, transposeB, accumulate } = product;
  const result: Sum[] = [];
  for (let i = 0; i < batch; i++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        let value = accumulate ? c[(i * rows + row) * columns + column]! : 0;
        let size = Math.abs(value);
        for (let k = 0; k < inner; k++) {
          const left = a[i * rows * inner + (transposeA ? k * rows + row : row * inner + k)]!;
          const right =
            b[i * inner * columns + (transposeB ? column * inner + k : k * columns + column)]!;
          value = round(value + round(left * right));
          size += Math.abs(left * right);
        }
        result.push({ value, size });
      }
  return result;
}

function operandsOf({ batch = 1, rows, inner, columns }: Product) {
  return [
    someNumbers(batch * rows * inner, 1),
    someNumbers(batch * inner * columns, 2),
    someNumbers(batch * rows * columns, 3),
  ] as const;
}

function check(product: Product): void {
  const [a, b, c] = operandsOf(product);
  const found = multiply(product, a, b, c);
  const inTurn = sums(product, a, b, c, Math.fround);
  expect(found).toEqual(Float32Array.from(inTurn, ({ value }) => value));
  // Each of k products and k sums rounds once: |error| ≤ 2k·u·Σ|aₖ·bₖ|, and a start from the result adds to Σ.
  const beyond = sums(product, a, b, c, (x) => x).filter(
    ({ value, size }, i) => Math.abs(found[i]! - value) > 2 * product.inner * ROUNDOFF * size,
  );
  expect(beyond).toEqual([]);
}

const extent = fc.oneof(
  fc.integer({ min: 1, max: 13 }),
  fc.constantFrom(16, 17, 31, 32, 40, 63, 64, 65),
);

const product = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  rows: extent,
  inner: extent,
  columns: extent,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  accumulate: fc.boolean(),
});

describe('a product', () => {
  it('of any extents, either way transposed, is the sum in turn', () => {
    fc.assert(fc.property(product, check), { seed: 5, numRuns: 60 });
  }, 60_000);

  it.each<[string, Product]>([
    ['many rows and a long sum', { rows: 193, inner: 1030, columns: 9 }],
    ['the same, turned', { rows: 193, inner: 1030, columns: 5, transposeA: true }],
    ['many columns', { rows: 17, inner: 5, columns: 1031 }],
    ['many columns, turned', { rows: 5, inner: 7, columns: 1030, transposeB: true }],
  ])(
    'goes block by block without a change to any sum: %s',
    (_what, large) => {
      check(large);
      check({ ...large, accumulate: true });
    },
    60_000,
  );

  it('lets what is not finite through, from a zero times infinity, too', () => {
    const a = Float32Array.of(0, 1, 1, 1, 0, 2);
    const b = Float32Array.of(Infinity, 1, 3, NaN);
    const found = multiply({ rows: 3, inner: 2, columns: 2 }, a, b, new Float32Array(6));
    expect([...found]).toEqual([NaN, NaN, Infinity, NaN, NaN, NaN]);
  });

  it('is written once for equal shapes', () => {
    const module = new ModuleBuilder();
    const shape = { rows: 4, inner: 5, columns: 6 };
    const first = productFunction(module, shape);
    expect(productFunction(module, { ...shape, batch: 1, transposeA: false })).toBe(first);
    expect(productFunction(module, { ...shape, transposeA: true })).not.toBe(first);
  });

  it('needs two megabytes of scratch memory at most', () => {
    const wide = { rows: 8192, inner: 8192, columns: 8192, transposeB: true };
    expect(productScratch(wide)).toBeGreaterThan(0);
    expect(productScratch(wide)).toBeLessThanOrEqual(2 ** 21);
  });
});
