import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinOnSteps } from './join';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
);
/** Steps that ascend, some of them twice. */
const metric = fc.array(fc.tuple(fc.nat({ max: 3 }), value), { maxLength: 60 }).map((rows) => {
  let step = 0;
  return {
    steps: Float64Array.from(rows, ([gap]) => (step += gap)),
    values: Float32Array.from(rows, ([, each]) => each),
  };
});

it('finds for each point what the other logged last at its step, in the order of what that is', () => {
  fc.assert(
    fc.property(metric, metric, (points, other) => {
      const expected = [...points.steps]
        .map((step, i) => ({ i, x: other.values[other.steps.lastIndexOf(step)] ?? NaN }))
        .filter(({ x }) => Number.isFinite(x))
        .sort((a, b) => a.x - b.x || a.i - b.i);
      const { indices, xs } = joinOnSteps(points, other);
      expect([...indices]).toEqual(expected.map(({ i }) => i));
      expect([...xs]).toEqual(expected.map(({ x }) => x));
    }),
    { seed: 6, numRuns: 500 },
  );
});
