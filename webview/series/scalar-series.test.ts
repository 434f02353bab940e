import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScalarSeries } from './scalar-series';

const block = (first: number, values: number[], superseded = false) => ({
  kind: 'scalars' as const,
  first,
  superseded,
  steps: Float64Array.from(values, (_, i) => first + i),
  wallTimes: Float64Array.from(values, (_, i) => 1000 + first + i),
  values: Float32Array.from(values),
});

test('any cutting into blocks, with overlaps and repeats, gives every point in order, once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float(), { minLength: 1, maxLength: 700 }),
      fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 90 })), { maxLength: 60 }),
      (values, cuts) => {
        const series = new ScalarSeries();
        for (const [back, size] of [...cuts, [0, values.length] as const]) {
          const first = Math.max(0, series.length - back);
          series.accept(block(first, values.slice(first, first + size)));
        }
        expect([...series.values]).toEqual([...Float32Array.from(values)]);
        expect([...series.steps]).toEqual(values.map((_, i) => i));
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test('a block after a hole is refused and changes nothing', () => {
  const series = new ScalarSeries();
  expect(series.accept(block(0, [1, 2]))).toBe('appended');
  expect(series.accept(block(3, [4]))).toBe('gap');
  expect([...series.values]).toEqual([1, 2]);
  expect(series.accept(block(0, [1, 2]))).toBe('repeated');
  expect(series.accept(block(1, [2, 3]))).toBe('appended');
  expect(series.last).toBe(3);
});

test('the range is of the finite values, the others are counted', () => {
  const series = new ScalarSeries();
  series.accept(block(0, [NaN, 3, Infinity, -2, -Infinity]));
  expect([series.min, series.max, series.notFinite]).toEqual([-2, 3, 3]);
});

test('where a run began again, the points behind are forgotten, in range and counts too', () => {
  const series = new ScalarSeries();
  series.accept(block(0, [1, 2, 90, NaN]));
  expect(series.accept(block(2, [3], true))).toBe('appended');
  expect([...series.values]).toEqual([1, 2, 3]);
  expect([series.max, series.notFinite, series.total]).toEqual([3, 0, 3]);
  expect(series.accept(block(1, [], true))).toBe('appended');
  expect([...series.values]).toEqual([1]);
});

/** Every tenth of `total` points from `first` on. */
const coarse = (first: number, total: number) => {
  const count = Math.ceil((total - first) / 10);
  const indices = Uint32Array.from({ length: count }, (_, i) => first + 10 * i);
  return {
    kind: 'coarse' as const,
    first,
    total,
    indices,
    steps: Float64Array.from(indices),
    wallTimes: Float64Array.from(indices),
    values: Float32Array.from(indices),
  };
};

test('a series that has become long gives way to its coarse copy, whose end is told again as it grows', () => {
  const series = new ScalarSeries();
  series.accept(block(0, [0, 1, 2]));
  expect(series.accept(coarse(20, 40))).toBe('gap');
  expect(series.accept(coarse(0, 35))).toBe('appended');
  expect([...series.indices!]).toEqual([0, 10, 20, 30]);
  expect(series.accept(coarse(30, 55))).toBe('appended');
  expect([...series.indices!]).toEqual([0, 10, 20, 30, 40, 50]);
  expect([...series.steps]).toEqual([0, 10, 20, 30, 40, 50]);
  expect([series.length, series.total, series.max]).toEqual([6, 55, 50]);
  expect(series.accept(block(55, [1]))).toBe('gap');
  expect(series.accept(block(0, [7], true))).toBe('appended');
  expect(series.indices).toBeNull();
  expect([...series.values]).toEqual([7]);
});
