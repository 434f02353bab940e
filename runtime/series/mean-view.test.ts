import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanOf, type Spread } from '../protocol/mean';
import { Column } from './column';
import { ColumnCurves, type PlacedCurve } from './curves';
import { meanViewOf } from './mean-view';
import { WHOLE_POINTS } from './pixels';

const random = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
};

function curve(seed: number, length: number, gap: number): PlacedCurve {
  const next = random(seed);
  const column = new Column();
  let step = Math.floor(20 * next());
  for (let i = 0; i < length; i++) {
    column.append((step += 1 + Math.floor(gap * next())), i, next() < 0.001 ? NaN : next());
  }
  return new ColumnCurves(column).curve({ kind: 'step' }, null, null);
}
const lineOf = ({ xs, column }: PlacedCurve) => ({ xs, ys: column.points.values });
const all = { from: null, to: null, columns: 50, log: false } as const;

describe('the mean of several series', () => {
  it('is that of all their points where these are few, with the neighbours of the range', () => {
    const spread: fc.Arbitrary<Spread> = fc.constantFrom('range', 'sd', 'ci');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 4 }),
        spread,
        fc.nat({ max: 400 }),
        (seed, count, each, from) => {
          const curves = Array.from({ length: count }, (_, k) => curve(seed + k, 200, 3));
          const whole = meanOf(curves.map(lineOf), each);
          const to = from + 150;
          const view = meanViewOf(curves, { ...all, from, to, spread: each });
          const inRange = [...whole.xs.keys()].filter((i) => {
            const x = whole.xs[i]!;
            return x >= from && x <= to;
          });
          const [start, end] = [view.start, view.end];
          expect([...view.xs.slice(start, end)]).toEqual(inRange.map((i) => whole.xs[i]));
          expect([...view.means.slice(start, end)]).toEqual(inRange.map((i) => whole.ys[i]));
          expect([...view.low.slice(start, end)]).toEqual(inRange.map((i) => whole.low[i]));
          expect([...view.high.slice(start, end)]).toEqual(inRange.map((i) => whole.high[i]));
          expect([...view.counts.slice(start, end)]).toEqual(inRange.map((i) => whole.counts[i]));
          const before = [...whole.xs].filter((x) => x < from).at(-1);
          expect(view.xs[start - 1]).toBe(before);
          expect(view.xs[end]).toBe([...whole.xs].find((x) => x > to));
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it('is reduced after it was made: ends, extremes of mean and band, and marks of each pixel column', () => {
    const curves = [1, 2, 3].map((seed) => curve(seed, WHOLE_POINTS, 4));
    const whole = meanOf(curves.map(lineOf), 'sd');
    const [from, to] = [1000, 20_000];
    const view = meanViewOf(curves, { ...all, from, to, spread: 'sd' });
    const place = new Map([...whole.xs].map((x, i) => [x, i]));
    view.xs.forEach((x, k) => {
      expect(view.means[k]).toBe(whole.ys[place.get(x)!]);
      expect(view.missing[k]! > 0).toBe(Number.isNaN(whole.values[place.get(x)!]!));
    });
    const drawn = new Set(view.xs);
    for (let column = 0; column < all.columns; column++) {
      const edge = (k: number): number => from + ((to - from) * k) / all.columns;
      const points = [...whole.xs.keys()].filter(
        (i) =>
          whole.xs[i]! >= edge(column) && (whole.xs[i]! < edge(column + 1) || whole.xs[i] === to),
      );
      const kept = points.filter((i) => drawn.has(whole.xs[i]!));
      const most = (of: readonly number[], ys: Float64Array): number[] => {
        const finite = of.map((i) => ys[i]!).filter(Number.isFinite);
        return [Math.min(...finite), Math.max(...finite)];
      };
      expect(kept[0]).toBe(points[0]);
      expect(kept.at(-1)).toBe(points.at(-1));
      expect(most(kept, whole.ys)).toEqual(most(points, whole.ys));
      expect(most(kept, whole.low)[0]).toBe(most(points, whole.low)[0]);
      expect(most(kept, whole.high)[1]).toBe(most(points, whole.high)[1]);
      const marked = points.find((i) => Number.isNaN(whole.values[i]!));
      if (marked !== undefined) expect(kept).toContain(marked);
    }
    const inRange = [...whole.xs].filter((x) => x >= from && x <= to).length;
    expect(view.end - view.start).toBe(inRange);
  });

  it('of series that have nothing is nothing', () => {
    const nothing = new ColumnCurves(new Column()).curve({ kind: 'step' }, null, null);
    expect(meanViewOf([nothing], { ...all, spread: 'ci' })).toMatchObject({ start: 0, end: 0 });
  });
});
