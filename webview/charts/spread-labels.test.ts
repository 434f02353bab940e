import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadLabels } from './spread-labels';

test('labels never overlap, stay inside and keep their order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 30 }),
      fc.double({ min: 1, max: 40, noNaN: true }),
      (places, spacing) => {
        const result = spreadLabels(places, spacing, 0, 200);
        const set = result.flatMap((y, i) => (y === null ? [] : [{ y, place: places[i]! }]));
        set.sort((a, b) => a.y - b.y);
        set.forEach(({ y, place }, i) => {
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(200 + 1e-9);
          if (i === 0) return;
          expect(y - set[i - 1]!.y).toBeGreaterThanOrEqual(spacing - 1e-9);
          expect(place).toBeGreaterThanOrEqual(set[i - 1]!.place);
        });
        expect(set.length).toBe(Math.min(places.length, Math.floor(200 / spacing) + 1));
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('labels that have room stay where they are, others part evenly', () => {
  expect(spreadLabels([10, 100, 60], 13, 0, 200)).toEqual([10, 100, 60]);
  expect(spreadLabels([50, 50], 10, 0, 200)).toEqual([45, 55]);
  expect(spreadLabels([0, 0], 10, 0, 200)).toEqual([0, 10]);
  expect(spreadLabels([], 10, 0, 200)).toEqual([]);
});
