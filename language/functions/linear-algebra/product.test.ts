import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Matrix } from '../entry';
import { product, sums } from './product';
import { tiledSums } from './tiled-sums';

const special = fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, Infinity, -Infinity, NaN);
const number = fc.oneof({ weight: 9, arbitrary: fc.double() }, { weight: 1, arbitrary: special });
const size = fc.integer({ min: 1, max: 11 });

/** Two matrices that can be multiplied, of any sizes beside those of tiles. */
const factors = fc.tuple(size, size, size).chain(([rows, inner, cols]) => {
  const matrix = (rows: number, cols: number): fc.Arbitrary<Matrix> =>
    fc
      .array(number, { minLength: rows * cols, maxLength: rows * cols })
      .map((numbers) => ({ rows, cols, data: Float64Array.from(numbers) }));
  return fc.tuple(matrix(rows, inner), matrix(inner, cols));
});

it('sums up in tiles to the bit as line by line', () => {
  fc.assert(
    fc.property(factors, ([a, b]) => {
      expect(tiledSums(a, b)).toEqual(sums(a, b));
    }),
    { seed: 11, numRuns: 300 },
  );
});

it('gives large products what small ones have', () => {
  const filled = (rows: number, cols: number, of: (i: number) => number): Matrix => ({
    rows,
    cols,
    data: Float64Array.from({ length: rows * cols }, (_, i) => of(i)),
  });
  const [a, b] = [filled(70, 130, (i) => Math.sin(i)), filled(130, 50, (i) => Math.cos(3 * i))];
  const expected = sums(a, b).map(Math.fround);
  expect(product(Math.fround, a, b).data).toEqual(expected);
});
