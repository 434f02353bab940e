import { expect, test } from 'vitest';
import { confidence95, meanOf, summarize } from './mean';

const curve = (xs: number[], ys: number[]) => ({
  xs: Float64Array.from(xs),
  ys: Float64Array.from(ys),
});

test('curves with the same steps are averaged step by step', () => {
  const mean = meanOf([curve([1, 2], [1, 4]), curve([1, 2], [3, 6])], 'range');
  expect([...mean.xs]).toEqual([1, 2]);
  expect([...mean.ys]).toEqual([2, 5]);
  expect([...mean.low]).toEqual([1, 4]);
  expect([...mean.high]).toEqual([3, 6]);
  expect(mean.runs).toBe(2);
});

test('between its points a curve counts as it is drawn, beyond its ends not at all', () => {
  const mean = meanOf([curve([0, 10], [0, 10]), curve([5, 20], [1, 1])], 'range');
  expect([...mean.xs]).toEqual([0, 5, 10, 20]);
  expect([...mean.ys]).toEqual([0, 3, 5.5, 1]);
  expect([...mean.counts]).toEqual([1, 2, 2, 1]);
});

test('a value that is not finite is left out of the mean, and marked', () => {
  const mean = meanOf([curve([1, 2, 3], [1, NaN, 3]), curve([1, 2, 3], [3, 5, 7])], 'sd');
  expect([...mean.ys]).toEqual([2, 5, 5]);
  expect([...mean.values]).toEqual([2, NaN, 5]);
  expect([...mean.counts]).toEqual([2, 1, 2]);
  const none = meanOf([curve([1], [Infinity])], 'sd');
  expect(none.ys[0]).toBeNaN();
});

test('bands are the sample standard deviation and the 95 % interval of Student', () => {
  // scipy.stats.t.interval(0.95, 2, loc=2, scale=1/sqrt(3)) = (-0.4841, 4.4841)
  expect(summarize([1, 2, 3], 'sd')).toEqual({ mean: 2, low: 1, high: 3 });
  expect(summarize([1, 2, 3], 'ci').high).toBeCloseTo(4.4841, 3);
  expect(summarize([5], 'ci')).toEqual({ mean: 5, low: 5, high: 5 });
  expect(confidence95(1, 10_000)).toBeCloseTo(0.0196);
});
