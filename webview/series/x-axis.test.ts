import { expect, test } from 'vitest';
import { ScalarSeries } from './scalar-series';
import { xValues } from './x-axis';

const series = new ScalarSeries();
series.accept({
  kind: 'scalars',
  first: 0,
  superseded: false,
  steps: Float64Array.of(0, 10, 20),
  wallTimes: Float64Array.of(1000, 999, 1003),
  values: Float32Array.of(1, 2, 3),
});

test('steps are as logged, times count from the origin and never run backwards', () => {
  expect([...xValues(series, 'step', 998)]).toEqual([0, 10, 20]);
  expect([...xValues(series, 'relative', 998)]).toEqual([2, 2, 5]);
  expect([...xValues(series, 'wall', 998)]).toEqual([1000, 1000, 1003]);
});
