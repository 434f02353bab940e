import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingsKey } from './settings-key';

const value = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('1', 'true', 'null', 'adam', ''),
  fc.boolean(),
  fc.constant(null),
);
const settings = fc.dictionary(fc.constantFrom('a', 'b', 'lr', 'beta'), value);

/** JSON does not tell -0 from 0. */
const textOf = (entries: Record<string, unknown>): string =>
  Object.keys(entries)
    .sort()
    .map(
      (name) =>
        `${name} ${typeof entries[name]} ${Object.is(entries[name], -0) ? '-0' : String(entries[name])}`,
    )
    .join('\n');

test('the same settings have the same key, in any order, and others have another', () => {
  fc.assert(
    fc.property(settings, settings, (a, b) => {
      const turned = Object.fromEntries(Object.entries(a).reverse());
      expect(settingsKey(turned)).toBe(settingsKey(a));
      expect(settingsKey(a) === settingsKey(b)).toBe(textOf(a) === textOf(b));
    }),
    { seed: 8, numRuns: 3000 },
  );
});

test('the seed does not count', () => {
  expect(settingsKey({ lr: 0.1, seed: 1 })).toBe(settingsKey({ seed: 2, lr: 0.1 }));
});

test('values that differ in a bit, and names that change places, give other keys', () => {
  const found = new Set<number>();
  for (let i = 0; i < 20_000; i++) found.add(settingsKey({ x: 1 + i * Number.EPSILON, y: i % 7 }));
  for (let i = 1; i < 20_000; i++) found.add(settingsKey({ y: 1 + i * Number.EPSILON, x: 10 + i }));
  expect(found.size).toBe(39_999);
});
