import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeReadout } from './readout-place';

const CARD = { left: 0, top: 0, width: 500, height: 200 };

test('the readout never covers a point at the crosshair, wherever that is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 40, max: 220 }),
      fc.integer({ min: 20, max: 190 }),
      (x, ys, width, height) => {
        const points = ys.map((y) => ({ x, y }));
        const { left, top } = placeReadout(x, points, { width, height }, CARD);
        for (const { y } of points) {
          const inside = x >= left && x <= left + width && y >= top && y <= top + height;
          expect(inside).toBe(false);
        }
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(500);
      },
    ),
    { seed: 5, numRuns: 300 },
  );
});

test('it stands on the right while there is room', () => {
  const at = (x: number) => placeReadout(x, [{ x, y: 5 }], { width: 100, height: 50 }, CARD).left;
  expect(at(100)).toBeGreaterThan(100);
  expect(at(480)).toBeLessThan(380);
});

test('in a card too narrow for either side it leaves the point free', () => {
  const card = { ...CARD, width: 200 };
  for (const y of [10, 100, 190]) {
    const { top } = placeReadout(100, [{ x: 100, y }], { width: 150, height: 60 }, card);
    expect(y < top || y > top + 60).toBe(true);
  }
});
