import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { smootherOf, typicalSpacing } from './smoothing';

interface GrowingSeries {
  steps: Float64Array;
  values: Float32Array;
  length: number;
}

function seriesOf(steps: readonly number[], values: readonly number[]): GrowingSeries {
  return {
    steps: Float64Array.from(steps),
    values: Float32Array.from(values),
    length: steps.length,
  };
}

const average = (series: GrowingSeries, weight: number) =>
  smootherOf(series, { kind: 'average', weight });

test('an even series gets the debiased average that TensorBoard draws', () => {
  const values = Array.from({ length: 200 }, (_, i) => Math.fround(Math.sin(i / 9) + i / 50));
  const weight = 0.9;
  const smoothed = average(
    seriesOf(
      values.map((_, i) => 10 * i),
      values,
    ),
    weight,
  ).values();
  let mean = 0;
  values.forEach((value, i) => {
    mean = mean * weight + (1 - weight) * value;
    expect(smoothed[i]).toBeCloseTo(mean / (1 - weight ** (i + 1)), 10);
  });
});

test('each value is the weighted mean of all before it, weighed by their distance in steps', () => {
  const finite = fc.float({ noNaN: true, min: -100, max: 100 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), finite), { minLength: 1, maxLength: 120 }),
      fc.double({ min: 0.05, max: 0.99, noNaN: true }),
      (points, weight) => {
        let step = 0;
        const steps = points.map(([gap]) => (step += gap));
        const values = points.map(([, value]) => value);
        const spacing = typicalSpacing(Float64Array.from(steps));
        const smoothed = average(seriesOf(steps, values), weight).values();
        const n = steps.length - 1;
        const weights = steps.map((s) => weight ** ((steps[n]! - s) / spacing));
        const total = weights.reduce((a, b) => a + b);
        const mean = weights.reduce((sum, w, i) => sum + w * values[i]!, 0) / total;
        expect(smoothed[n]).toBeCloseTo(mean, 6);
      },
    ),
    { seed: 2, numRuns: 200 },
  );
});

test('a series that grows is smoothed as if it had come at once', () => {
  const steps = Array.from({ length: 300 }, (_, i) => 3 * i + (i % 4 === 0 ? 1 : 0));
  const values = steps.map((step) => Math.fround(Math.cos(step)));
  const series = seriesOf([], []);
  const growing = average(series, 0.8);
  for (let end = 37; end < 337; end += 37) {
    Object.assign(series, seriesOf(steps.slice(0, end), values.slice(0, end)));
    growing.values();
  }
  expect([...growing.values()]).toEqual([...average(seriesOf(steps, values), 0.8).values()]);
});

test('values that are not finite stay visible and do not spoil the rest', () => {
  const smoothed = average(seriesOf([0, 1, 2, 3], [1, NaN, Infinity, 1]), 0.5).values();
  expect([...smoothed]).toEqual([1, NaN, Infinity, 1]);
});

/** The definition, point by point, over all points. */
function gaussianOracle(steps: readonly number[], values: readonly number[], sigma: number) {
  return values.map((value, i) => {
    if (!Number.isFinite(value)) return value;
    let sum = 0;
    let total = 0;
    values.forEach((other, j) => {
      const distance = (steps[j]! - steps[i]!) / sigma;
      if (!Number.isFinite(other) || Math.abs(distance) > 4) return;
      const weight = Math.exp(-0.5 * distance ** 2);
      sum += weight * other;
      total += weight;
    });
    return sum / total;
  });
}

test('the Gaussian is the mean of all points within its reach, weighed by their distance in steps', () => {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.float({ noNaN: true, min: -100, max: 100 }) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), value), { minLength: 1, maxLength: 120 }),
      fc.double({ min: 0.1, max: 15, noNaN: true }),
      (points, width) => {
        let step = 0;
        const steps = points.map(([gap]) => (step += gap));
        const values = points.map(([, y]) => y);
        const spacing = typicalSpacing(Float64Array.from(steps));
        const smoothed = smootherOf(seriesOf(steps, values), { kind: 'gaussian', width }).values();
        const expected = gaussianOracle(steps, values, width * spacing);
        expected.forEach((y, i) => {
          if (Number.isFinite(y)) expect(smoothed[i]).toBeCloseTo(y, 8);
          else expect(smoothed[i]).toBe(y);
        });
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});

test('a wide Gaussian over a grid of cells stays within half a percent of the sum over points', () => {
  const steps = Array.from({ length: 3000 }, (_, i) => 5 * i + (i % 7));
  const values = steps.map((step, i) =>
    i % 500 === 77 ? NaN : Math.fround(Math.sin(step / 300) + Math.sin(1.7 * i * i)),
  );
  for (const width of [16, 40, 300]) {
    const smoothed = smootherOf(seriesOf(steps, values), { kind: 'gaussian', width }).values();
    const spacing = typicalSpacing(Float64Array.from(steps));
    gaussianOracle(steps, values, width * spacing).forEach((y, i) => {
      if (Number.isNaN(y)) expect(smoothed[i]).toBeNaN();
      else expect(Math.abs(smoothed[i]! - y)).toBeLessThan(0.01);
    });
  }
});
