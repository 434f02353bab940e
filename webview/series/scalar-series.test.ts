import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScalarSeries } from './scalar-series';

const block = (first: number, values: number[]) => ({
  first,
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
