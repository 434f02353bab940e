import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ours from '.';

/** Distance in units in the last place of the expected value. */
function ulps(actual: number, expected: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const unit = Math.max(2 ** (Math.floor(Math.log2(Math.abs(expected))) - 52), Number.MIN_VALUE);
  return Math.abs(actual - expected) / unit;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const decades = (low: number, high: number) =>
  fc.tuple(between(low, high), fc.boolean()).map(([p, minus]) => (minus ? -1 : 1) * 10 ** p);
const positive = decades(-307, 307).map(Math.abs);

/** Our function, the engine's, where to compare, and how far apart they may be. */
const functions: [keyof typeof ours, (x: number) => number, fc.Arbitrary<number>, number][] = [
  ['exp', Math.exp, between(-745, 709.7), 1],
  ['log', Math.log, positive, 1],
  ['log', Math.log, between(0.5, 2), 1],
  ['expm1', Math.expm1, fc.oneof(between(-40, 700), decades(-20, 0)), 2],
  ['log1p', Math.log1p, fc.oneof(between(-0.99, 10), decades(-20, -1), positive), 2],
  ['cbrt', Math.cbrt, decades(-300, 300), 1],
  ['sinh', Math.sinh, fc.oneof(between(-700, 700), decades(-20, 1)), 4],
  ['cosh', Math.cosh, between(-700, 700), 4],
  ['tanh', Math.tanh, fc.oneof(between(-25, 25), decades(-20, 0)), 3],
  ['asinh', Math.asinh, decades(-20, 300), 3],
  [
    'acosh',
    Math.acosh,
    fc.oneof(
      between(1, 50),
      positive.filter((x) => x >= 1),
    ),
    3,
  ],
  ['atanh', Math.atanh, fc.oneof(between(-0.99999, 0.99999), decades(-20, -1)), 3],
  ['sin', Math.sin, fc.oneof(between(-1000, 1000), decades(-10, 300)), 1],
  ['cos', Math.cos, fc.oneof(between(-1000, 1000), decades(-10, 300)), 1],
  ['tan', Math.tan, fc.oneof(between(-1000, 1000), decades(-10, 300)), 3],
  ['atan', Math.atan, decades(-10, 300), 1],
  ['asin', Math.asin, fc.oneof(between(-1, 1), decades(-20, 0)), 4],
  ['acos', Math.acos, between(-1, 1), 4],
];

describe('our elementary functions', () => {
  it.each(functions)(
    '%s is within a few units in the last place',
    (name, theirs, inputs, bound) => {
      const mine = ours[name] as (x: number) => number;
      fc.assert(
        fc.property(inputs, (x) => {
          expect(ulps(mine(x), theirs(x)), `at ${x}`).toBeLessThanOrEqual(bound);
        }),
        { seed: 1, numRuns: 2000 },
      );
    },
  );

  it('takes powers of betas, roots and extremes to the last place', () => {
    const exponents = fc.oneof(between(-300, 300), fc.integer({ min: -1000, max: 100_000 }));
    fc.assert(
      fc.property(fc.oneof(positive, between(0.5, 1)), exponents, (x, y) => {
        const expected = Math.pow(x, y);
        fc.pre(expected > 1e-307 && expected < Infinity);
        expect(ulps(ours.pow(x, y), expected), `${x} ** ${y}`).toBeLessThanOrEqual(3); // the engine's own error is up to 2
      }),
      { seed: 2, numRuns: 5000 },
    );
  });

  it('is within one unit of exact whole powers, which engines are not', () => {
    // Whole numbers below 2^20 to whole powers are exact as big integers; Number() rounds them correctly.
    const base = fc.integer({ min: 2, max: 2 ** 20 });
    fc.assert(
      fc.property(base, fc.integer({ min: 0, max: 50 }), (x, y) => {
        const exact = Number(BigInt(x) ** BigInt(y));
        expect(ulps(ours.pow(x, y), exact), `${x} ** ${y}`).toBeLessThanOrEqual(1);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it('knows the special cases of pow', () => {
    expect(ours.pow(0, 0)).toBe(1);
    expect(ours.pow(0, -1)).toBe(Infinity);
    expect(ours.pow(-2, 3)).toBe(-8);
    expect(ours.pow(-2, 0.5)).toBeNaN();
    expect(ours.pow(2, 1024)).toBe(Infinity);
    expect(ours.pow(2, -1074)).toBe(Number.MIN_VALUE);
    expect(ours.pow(2, -1080)).toBe(0);
    expect(ours.pow(10, 22)).toBe(1e22);
  });

  it('gives the error function of the tables', () => {
    // Abramowitz and Stegun, table 7.1, and the arbitrary-precision values of mpmath.
    const table: [number, number][] = [
      [0, 0],
      [1e-10, 1.1283791670955126e-10],
      [0.1, 0.1124629160182849],
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [1.5, 0.9661051464753108],
      [2, 0.9953222650189527],
      [3, 0.9999779095030014],
      [7, 1],
    ];
    for (const [x, expected] of table) {
      expect(Math.abs(ours.erf(x) - expected)).toBeLessThanOrEqual(4e-16 * expected);
      expect(ours.erf(-x)).toBeCloseTo(-expected, 15);
    }
  });

  it('rounds halves to the even neighbour', () => {
    expect([-1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 2.6].map(ours.roundHalfToEven)).toEqual([
      -2, -0, 0, 2, 2, 2, 3,
    ]);
  });

  it('passes infinities and NaN on', () => {
    expect(ours.exp(Infinity)).toBe(Infinity);
    expect(ours.exp(-Infinity)).toBe(0);
    expect(ours.log(0)).toBe(-Infinity);
    for (const of of [ours.exp, ours.log, ours.expm1, ours.log1p, ours.sin, ours.atan, ours.erf]) {
      expect(of(NaN)).toBeNaN();
    }
  });
});
