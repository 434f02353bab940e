import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimate, lowerBound } from './decimation';

const anyValue = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -50, max: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);

test('every pixel column keeps its first, last, lowest and highest point, in order, once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), anyValue), {
        minLength: 1,
        maxLength: 900,
      }),
      fc.integer({ min: 2, max: 40 }),
      (points, columns) => {
        let x = 0;
        const xs = points.map(([gap]) => (x += gap));
        const ys = points.map(([, y]) => y);
        const [min, max] = [xs[0]!, xs[xs.length - 1]!];
        const { indices, inRange } = decimate(xs, ys, min, max, columns);
        expect(inRange).toBe(xs.length);
        expect([...indices]).toEqual([...new Set(indices)].sort((a, b) => a - b));
        const kept = new Set(indices);
        const byColumn = new Map<number, number[]>();
        xs.forEach((value, i) => {
          const column = max > min ? Math.floor(((value - min) * columns) / (max - min)) : 0;
          byColumn.set(column, [...(byColumn.get(column) ?? []), i]);
        });
        for (const column of byColumn.values()) {
          const finite = (list: number[]) => list.map((i) => ys[i]!).filter(Number.isFinite);
          const drawn = column.filter((i) => kept.has(i));
          expect(drawn[0]).toBe(column[0]);
          expect(drawn.at(-1)).toBe(column.at(-1));
          expect(Math.min(...finite(drawn))).toBe(Math.min(...finite(column)));
          expect(Math.max(...finite(drawn))).toBe(Math.max(...finite(column)));
          expect(finite(drawn).length < drawn.length).toBe(finite(column).length < column.length);
        }
      },
    ),
    { seed: 3, numRuns: 150 },
  );
});

test('a million points become at most a few per column, and the count is told', () => {
  const xs = Float64Array.from({ length: 1e6 }, (_, i) => i);
  const ys = xs.map((x) => Math.sin(x));
  const { indices, inRange } = decimate(xs, ys, 0, 1e6 - 1, 600);
  expect(inRange).toBe(1e6);
  expect(indices.length).toBeLessThanOrEqual(4 * 601);
});

test('a zoom keeps the neighbours outside, so that the line reaches the edge', () => {
  const xs = [0, 1, 2, 3, 4, 5];
  const { indices, inRange } = decimate(xs, xs, 1.5, 3.5, 100);
  expect([...indices]).toEqual([1, 2, 3, 4]);
  expect(inRange).toBe(2);
});

test('one point is kept, and an empty series gives none', () => {
  expect([...decimate([7], [1], 7, 7, 100).indices]).toEqual([0]);
  expect([...decimate([], [], 0, 1, 100).indices]).toEqual([]);
});

test('lowerBound finds the first point at or after the bound', () => {
  expect([lowerBound([1, 3, 3, 5], 3), lowerBound([1, 3], 9), lowerBound([], 0)]).toEqual([
    1, 2, 0,
  ]);
});
