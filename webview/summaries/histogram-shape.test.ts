import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bucket } from '../../runtime/protocol/summaries';
import { BAND_SHARES, extentOf, quantiles, rebinned, totalOf } from './histogram-shape';
import { spread } from './summary-book';

/** Buckets that follow each other. */
const anyBuckets = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.nat(50)), { minLength: 1, maxLength: 30 })
  .map((parts) => {
    let left = -20;
    return parts.map(([width, count]): Bucket => [left, (left += width), count]);
  })
  .filter((buckets) => totalOf({ buckets }) > 0);

test('no value is lost or made up, however fine the bins', () => {
  fc.assert(
    fc.property(anyBuckets, fc.integer({ min: 1, max: 90 }), (buckets, bins) => {
      const [low, high] = extentOf([{ buckets }])!;
      const counts = rebinned(buckets, [low - 1, high + 1], bins);
      expect(counts.reduce((a, b) => a + b)).toBeCloseTo(totalOf({ buckets }), 6);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('bins of the same places as the buckets have the same counts', () => {
  expect([
    ...rebinned(
      [
        [0, 1, 4],
        [1, 3, 2],
        [3, 3, 5],
      ],
      [0, 3],
      3,
    ),
  ]).toEqual([4, 1, 6]);
});

test('quantiles ascend, lie within the range, and split evenly filled buckets evenly', () => {
  fc.assert(
    fc.property(anyBuckets, (buckets) => {
      const [low, high] = extentOf([{ buckets }])!;
      const values = quantiles(buckets, BAND_SHARES);
      expect([values[0], values.at(-1)]).toEqual([low, high]);
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }),
    { seed: 6, numRuns: 300 },
  );
  expect(
    quantiles(
      [
        [0, 10, 10],
        [10, 20, 10],
      ],
      [0.25, 0.5, 0.75],
    ),
  ).toEqual([5, 10, 15]);
});

test('what stands for many has the first and the last, and keeps its places while they grow', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 4, max: 64 }),
      (count, most) => {
        const indices = spread(count, most);
        expect(indices.length).toBeLessThanOrEqual(most);
        expect([indices[0], indices.at(-1)]).toEqual([0, count - 1]);
        const later = spread(count + 1, most);
        const kept = indices.slice(0, -1).filter((index) => later.includes(index));
        expect(kept.length).toBeGreaterThanOrEqual(Math.floor(indices.length / 2) - 1);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
  expect(spread(0, 9)).toEqual([]);
});
