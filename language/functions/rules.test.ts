import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '.';
import type { FunctionEntry } from './entry';
import { between, type Interval } from './interval';

const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 2, -3),
  fc.double({ min: -50, max: 50, noNaN: true }).filter((x) => Math.abs(x) > 1e-6),
  fc.double({ min: 1e-3, max: 1, noNaN: true }),
);

const point = fc.tuple(number, number, fc.double({ min: 0, max: 1, noNaN: true }));

/** An interval with a number from it. */
const sample = point.map(([a, b, share]) => {
  const [low, high] = a < b ? [a, b] : [b, a];
  const inside = Math.min(high, low + share * (high - low));
  return { bounds: between(low, high, inside === 0), inside };
});

type Elementwise = FunctionEntry & { readonly meaning: { readonly per: 'element' } };

const elementwise = FUNCTIONS.filter(
  (entry): entry is Elementwise => entry.meaning.per === 'element',
);

const valueOf = (entry: Elementwise, ...args: number[]): number =>
  entry.meaning.of((x) => x, ...args);

const slack = (x: number): number => 1e-9 * (1 + Math.abs(x));

describe('intervals', () => {
  test.each(elementwise.map((entry) => [entry.name, entry] as const))(
    '%s stays within its interval',
    (_, entry) => {
      const { interval } = entry.rules;
      if (!interval) return;
      const samples = fc.tuple(...entry.signature.arguments.map(() => sample));
      fc.assert(
        fc.property(samples, (list) => {
          const result = interval(...(list.map(({ bounds }) => bounds) as Interval[]));
          const value = valueOf(entry, ...list.map(({ inside }) => inside));
          expect(value).toBeGreaterThanOrEqual(result.low - slack(value));
          expect(value).toBeLessThanOrEqual(result.high + slack(value));
          if (value === 0 && list.every(({ inside }) => inside === 0 || Math.abs(inside) > 1e-9))
            expect(result.zero).toBe(true);
        }),
        { seed: 5, numRuns: 400 },
      );
    },
  );
});

describe('scaling', () => {
  const factors = [0.5, 2, 8];
  test.each(elementwise.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
    const { scaling } = entry.rules;
    expect(scaling, `${name} has a rule`).toBeDefined();
    const args = fc.tuple(...entry.signature.arguments.map(() => number));
    fc.assert(
      fc.property(args, fc.constantFrom(...factors), (list, factor) => {
        const before = valueOf(entry, ...list);
        let scaled: number[];
        let expected: number;
        if (scaling!.kind === 'product') {
          scaled = list.map((x) => x * factor);
          expected = before * factor ** scaling!.exponents.reduce((a, b) => a + b, 0);
        } else if (scaling!.kind === 'alike') {
          const { of, gives } = scaling!;
          scaled = list.map((x, i) => (of.includes(i) ? x * factor : x));
          expected = gives === 'same' ? before * factor : before;
        } else if (scaling!.kind === 'scale-free') {
          scaled = list.map((x) => x * factor);
          expected = before;
        } else return;
        expect(Math.abs(valueOf(entry, ...scaled) - expected)).toBeLessThanOrEqual(slack(expected));
      }),
      { seed: 6, numRuns: 200 },
    );
  });
});

describe('laws', () => {
  test.each(elementwise.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    const { parity, keepsSign, power, commutes, idempotent } = entry.rules.laws ?? {};
    fc.assert(
      fc.property(number, number, (x, y) => {
        const near = (a: number, b: number): void =>
          expect(Math.abs(a - b)).toBeLessThanOrEqual(slack(b));
        const f = (...args: number[]): number => valueOf(entry, ...args);
        if (parity) near(f(-x), parity === 'odd' ? -f(x) : f(x));
        if (keepsSign) expect(Math.sign(f(x)) === Math.sign(x)).toBe(true);
        if (power) {
          const size = x === 0 ? 0 : Math.abs(x) ** power.exponent;
          near(f(x), power.sign === 1 ? Math.sign(x) * size : size);
        }
        if (commutes) near(f(x, y), f(y, x));
        if (idempotent) near(f(x, x), x);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
