import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesOf, samplesAfter } from './x-scale';

test('samples after a step are what its batches hold together, the last of an epoch what is left', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 40 }),
      (batch, examples) => {
        const batches = Math.ceil(examples / batch);
        let seen = 0;
        for (let step = 1; step <= 3 * batches; step++) {
          const within = (step - 1) % batches;
          seen += Math.min(batch, examples - within * batch);
          const scale = { kind: 'samples', batch, batches, examples } as const;
          expect(samplesAfter(step, scale)).toBe(seen);
        }
      },
    ),
    { seed: 4 },
  );
});

test('steps are as logged, epochs their share, and times count from their zero and never run backwards', () => {
  const points = { steps: Float64Array.of(0, 5, 10), wallTimes: Float64Array.of(1000, 999, 1003) };
  expect([...placesOf(points, { kind: 'step' })]).toEqual([0, 5, 10]);
  expect([...placesOf(points, { kind: 'epoch', batches: 4 })]).toEqual([0, 1.25, 2.5]);
  expect([...placesOf(points, { kind: 'time', zero: 998 })]).toEqual([2, 2, 5]);
  expect([...placesOf(points, { kind: 'time', zero: 0 })]).toEqual([1000, 1000, 1003]);
});
