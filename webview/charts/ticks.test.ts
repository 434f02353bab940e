import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { xTicks, yTicks } from './ticks';

test('ticks are round, within the range and not too near to each other', () => {
  expect(xTicks('step', [1, 400], 430).map(({ text }) => text)).toEqual([
    '100',
    '200',
    '300',
    '400',
  ]);
  expect(yTicks([0.82, 4.18], false, 250).map(({ text }) => text)).toEqual([
    ...['1', '1.5', '2', '2.5', '3', '3.5', '4'],
  ]);
  fc.assert(
    fc.property(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: 1e-6, max: 10, noNaN: true }),
      (low, share) => {
        const size = share * Math.max(1, Math.abs(low));
        const ticks = yTicks([low, low + size], false, 300).map(({ value }) => value);
        for (const [i, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(low - 1e-9 * Math.abs(low));
          expect(tick).toBeLessThanOrEqual(low + size + 1e-9 * Math.abs(low + size));
          if (i > 0) expect(((tick - ticks[i - 1]!) / size) * 300).toBeGreaterThan(31.9);
        }
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});
