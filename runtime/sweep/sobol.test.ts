import { describe, expect, it } from 'vitest';
import { MOST_DIMENSIONS, sobol } from './sobol';

describe('the plain sequence', () => {
  it('begins as it stands in the literature', () => {
    expect(sobol(8, 3, null).map((point) => [...point])).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
    ]);
  });

  // From scipy.stats.qmc.Sobol(d=21, scramble=False) of SciPy 1.17.1, in 64ths.
  it.each([
    [22, [46, 22, 38, 2, 58, 6, 42, 62, 22, 18, 14, 50, 34, 18, 62, 42, 26, 14, 58, 26, 54]],
    [37, [59, 41, 37, 59, 49, 19, 11, 51, 39, 11, 1, 5, 37, 55, 7, 31, 51, 27, 3, 9, 61]],
    [63, [1, 51, 23, 29, 55, 9, 37, 9, 53, 37, 27, 43, 35, 49, 21, 49, 5, 25, 61, 15, 15]],
  ])('has in all dimensions the points that SciPy has: %i', (index, expected) => {
    const point = sobol(64, MOST_DIMENSIONS, null)[index]!;
    expect([...point].map((x) => 64 * x)).toEqual(expected);
  });
});

describe('the scrambled sequence', () => {
  const points = sobol(256, MOST_DIMENSIONS, 7);

  it('has one point in each of as many equal parts of every axis', () => {
    for (let d = 0; d < MOST_DIMENSIONS; d++)
      expect(new Set(points.map((point) => Math.floor(256 * point[d]!))).size).toBe(256);
  });

  it('has one point in each box of one 256th of the first two axes, whatever its shape', () => {
    for (let bits = 0; bits <= 8; bits++) {
      const boxes = points.map(
        ([x, y]) => 2 ** 8 * Math.floor(2 ** bits * x!) + Math.floor(2 ** (8 - bits) * y!),
      );
      expect(new Set(boxes).size).toBe(256);
    }
  });

  it('is another for another seed, and the same for the same', () => {
    expect(sobol(256, MOST_DIMENSIONS, 7)).toEqual(points);
    const others = sobol(256, MOST_DIMENSIONS, 8);
    expect(others.filter(([x], i) => x === points[i]![0]).length).toBeLessThan(5);
    expect(points[0]![0]).not.toBe(0);
  });

  it('integrates a smooth function far better than as many random points', () => {
    const product = (point: Float64Array): number =>
      point.slice(0, 4).reduce((all, x) => all * (0.5 + x), 1);
    const mean = points.reduce((sum, point) => sum + product(point), 0) / points.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.01);
  });
});
