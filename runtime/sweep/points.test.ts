import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointsOf, type Point } from './points';
import { spread, valueAt } from './scale';
import type { Axis, Range } from './space';

const range = (name: string, low: number, high: number, scale: Range['scale']): Axis => ({
  name,
  kind: 'range',
  range: { low, high, scale },
});
const values = (name: string, ...all: (number | boolean | string)[]): Axis => ({
  name,
  kind: 'values',
  values: all,
});
const LR = range('lr', 1e-4, 1, 'log');
const BETA = range('beta', 0.9, 0.999, 'log1m');
const DEPTH = range('depth', 1, 3, 'int');
const MODE = values('mode', 'a', 'b', 'c');

const points = (
  axes: Axis[],
  method: 'grid' | 'random' | 'quasi-random',
  runs: number | null,
  seed = 0,
): Point[] => pointsOf(axes, { method, runs, seed }, 1000);

describe('a scale', () => {
  it('is walked in equal steps of its own kind', () => {
    expect(spread({ low: 1e-4, high: 1, scale: 'log' }, 5)).toEqual([1e-4, 1e-3, 0.01, 0.1, 1]);
    expect(spread({ low: 0.9, high: 0.999, scale: 'log1m' }, 3)).toEqual([0.9, 0.99, 0.999]);
    expect(spread({ low: 0, high: 1, scale: 'linear' }, 3)).toEqual([0, 0.5, 1]);
    expect(spread({ low: 1, high: 9, scale: 'int' }, 3)).toEqual([1, 5, 9]);
  });

  it('gives each whole number an equal part', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 300; i++) {
      const value = valueAt({ low: 2, high: 4, scale: 'int' }, (i + 0.5) / 300);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts]).toEqual([
      [2, 100],
      [3, 100],
      [4, 100],
    ]);
  });

  it('is never left, and grows with the share', () => {
    const bounds = fc.tuple(
      fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
      fc.double({ min: 0.5000001, max: 0.99999, noNaN: true }),
    );
    const shares = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(
        bounds,
        shares,
        fc.constantFrom('linear', 'log', 'log1m'),
        ([low, high], [u, v], scale) => {
          const [a, b] = [Math.min(u, v), Math.max(u, v)].map((each) =>
            valueAt({ low, high, scale }, each),
          );
          expect(a).toBeGreaterThanOrEqual(low);
          expect(b).toBeLessThanOrEqual(high);
          expect(a).toBeLessThanOrEqual(b!);
        },
      ),
      { seed: 1 },
    );
  });
});

describe('a grid', () => {
  it('has every combination, with as many values of each range as fit', () => {
    expect(points([LR, MODE], 'grid', 10)).toEqual(
      [1e-4, 0.01, 1].flatMap((lr) => ['a', 'b', 'c'].map((mode) => [lr, mode])),
    );
    expect(points([LR, BETA], 'grid', 9)).toHaveLength(9);
    expect(points([LR, BETA], 'grid', null)).toHaveLength(16);
    expect(points([MODE, values('x', 1, 2)], 'grid', null)).toHaveLength(6);
  });

  it.each<[string, Axis[], number | null, string]>([
    [
      'too many points',
      [LR, BETA, MODE],
      11,
      'The grid has at least 12 points, more than 11 runs: vary fewer names, allow more runs, or choose quasi-random.',
    ],
    ['too many values', [MODE, values('x', 1, 2)], 5, 'The grid has 6 points, more than 5 runs'],
    [
      'fewer whole numbers than values',
      [DEPTH],
      5,
      'depth has only 3 whole numbers in its range, fewer than the 5 values of a grid of 5 runs: list those to try, as in depth=1,3.',
    ],
    ['too many runs', [LR], 1001, 'A sweep can have 1000 runs at most, not 1001.'],
  ])('is refused in a sentence: %s', (_what, axes, runs, sentence) => {
    expect(() => points(axes, 'grid', runs)).toThrow(sentence);
  });
});

describe.each(['random', 'quasi-random'] as const)('%s points', (method) => {
  it('are as many as asked for, in their ranges, and the same for the same seed', () => {
    const axes = [LR, BETA, DEPTH, MODE];
    const found = points(axes, method, 40, 3);
    expect(found).toHaveLength(40);
    for (const [lr, beta, depth, mode] of found) {
      expect(lr).toBeGreaterThanOrEqual(1e-4);
      expect(lr).toBeLessThanOrEqual(1);
      expect(beta).toBeGreaterThanOrEqual(0.9);
      expect(beta).toBeLessThanOrEqual(0.999);
      expect([1, 2, 3]).toContain(depth);
      expect(['a', 'b', 'c']).toContain(mode);
    }
    expect(points(axes, method, 40, 3)).toEqual(found);
    expect(points(axes, method, 40, 4)).not.toEqual(found);
    expect(points(axes, method, 50, 3).slice(0, 40)).toEqual(found);
  });

  it('are refused where there are not as many different ones', () => {
    expect(() => points([DEPTH, MODE], method, 10)).toThrow(
      'There are only 9 different settings, fewer than 10 runs: choose a grid, or fewer runs.',
    );
  });
});

it('quasi-random points fill a log scale evenly', () => {
  const decades = points([LR], 'quasi-random', 16).map(([lr]) =>
    Math.floor(Math.log10(lr as number)),
  );
  for (const decade of [-4, -3, -2, -1])
    expect(decades.filter((each) => each === decade)).toHaveLength(4);
});
