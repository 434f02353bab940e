import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScalarSeries } from './scalar-series';
import { Smoother, typicalSpacing } from './smoothing';

function seriesOf(steps: number[], values: number[]): ScalarSeries {
  const series = new ScalarSeries();
  append(series, steps, values);
  return series;
}
function append(series: ScalarSeries, steps: number[], values: number[]): void {
  series.accept({
    first: series.length,
    steps: Float64Array.from(steps),
    wallTimes: new Float64Array(steps.length),
    values: Float32Array.from(values),
  });
}

test('an even series gets the debiased average that TensorBoard draws', () => {
  const values = Array.from({ length: 200 }, (_, i) => Math.fround(Math.sin(i / 9) + i / 50));
  const weight = 0.9;
  const smoothed = new Smoother(
    seriesOf(
      values.map((_, i) => 10 * i),
      values,
    ),
    weight,
  ).values();
  let average = 0;
  values.forEach((value, i) => {
    average = average * weight + (1 - weight) * value;
    expect(smoothed[i]).toBeCloseTo(average / (1 - weight ** (i + 1)), 10);
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
        const smoothed = new Smoother(seriesOf(steps, values), weight).values();
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
  const series = new ScalarSeries();
  const growing = new Smoother(series, 0.8);
  for (let at = 0; at < 300; at += 37) {
    append(series, steps.slice(at, at + 37), values.slice(at, at + 37));
    growing.values();
  }
  expect([...growing.values()]).toEqual([...new Smoother(seriesOf(steps, values), 0.8).values()]);
});

test('values that are not finite stay visible and do not spoil the rest', () => {
  const smoothed = new Smoother(seriesOf([0, 1, 2, 3], [1, NaN, Infinity, 1]), 0.5).values();
  expect([...smoothed]).toEqual([1, NaN, Infinity, 1]);
});
