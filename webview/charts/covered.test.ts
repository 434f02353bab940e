import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coveredBy } from './covered';

/** A line's y at x, straight between its points. */
function heightAt(xs: readonly number[], ys: readonly number[], x: number): number {
  const i = Math.max(
    1,
    xs.findIndex((each) => each >= x),
  );
  return ys[i - 1]! + ((ys[i]! - ys[i - 1]!) * (x - xs[i - 1]!)) / (xs[i]! - xs[i - 1]!);
}

test('every column that a line crosses is covered exactly as far as the line goes there', () => {
  const line = fc
    .uniqueArray(fc.integer({ min: -30, max: 130 }), { minLength: 2, maxLength: 60 })
    .chain((xs) =>
      fc.record({
        xs: fc.constant(xs.map((x) => x / 10 + 0.05).sort((a, b) => a - b)),
        ys: fc.array(fc.integer({ min: -50, max: 50 }), {
          minLength: xs.length,
          maxLength: xs.length,
        }),
      }),
    );
  fc.assert(
    fc.property(line, ({ xs, ys }) => {
      const count = 10;
      const covered = coveredBy(xs, ys, 0, xs.length, count);
      for (let column = covered.from; column < covered.to; column++) {
        const start = Math.max(column, xs[0]!);
        const end = Math.min(column + 1, xs.at(-1)!);
        const inside = ys.filter((_, i) => xs[i]! >= start && xs[i]! <= end);
        const all = [...inside, heightAt(xs, ys, start), heightAt(xs, ys, end)];
        expect(covered.tops[column]).toBeCloseTo(Math.min(...all), 6);
        expect(covered.bottoms[column]).toBeCloseTo(Math.max(...all), 6);
      }
      const isSeen = xs[0]! <= count && xs.at(-1)! >= 0;
      expect(covered.to > covered.from).toBe(isSeen);
    }),
    { seed: 1 },
  );
});
