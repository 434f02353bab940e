import { expect, test } from 'vitest';
import { extentOf, logTicks, widen, yRange } from './ranges';

test('the extent is of the finite values', () => {
  expect(extentOf([NaN, 3, -Infinity, 1])).toEqual([1, 3]);
  expect(extentOf([NaN])).toBeNull();
  expect(widen([4, 4])).toEqual([3, 5]);
});

test('the y-axis has a margin, which does not cross zero where the lines do not', () => {
  const [low, high] = yRange([10, 20], false);
  expect(low).toBeLessThan(10);
  expect(high).toBeGreaterThan(20);
  expect(yRange([0, 1], false)[0]).toBe(0);
  expect(yRange([-1, 0], false)[1]).toBe(0);
  expect(yRange([-1, 1], false)[0]).toBeLessThan(-1);
});

test('one value and no value at all can be drawn', () => {
  for (const log of [false, true])
    for (const extent of [null, [3, 3] as const]) {
      const [low, high] = yRange(extent, log);
      expect(low).toBeLessThan(high);
      if (log) expect(low).toBeGreaterThan(0);
    }
});

test.each([
  [0.1, 10, [0.1, 0.2, 0.5, 1, 2, 5, 10]],
  [1, 5, [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]],
  [1e-6, 1e6, [1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6]],
])('a logarithmic axis from %d to %d has readable marks', (low, high, ticks) =>
  expect(logTicks([low, high], 160, 15.1 - Number(low === 1) * 10)).toEqual(ticks),
);

test('marks of a logarithmic axis keep their distance, however long or short it is', () => {
  for (const decades of [0.05, 0.3, 0.8, 2, 5, 11, 40])
    for (const length of [80, 170, 400]) {
      const range = [0.013, 0.013 * 10 ** decades] as const;
      const ticks = logTicks(range, length, 18);
      const places = ticks.map((tick) => (length * Math.log10(tick / range[0])) / decades);
      for (let i = 1; i < places.length; i++)
        expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(18 - 1e-6);
    }
});
