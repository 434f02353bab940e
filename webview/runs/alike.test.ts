import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupAlike } from './alike';
import { groupBy } from './group-by';

test('items are together when they agree in every trait, in the order in which they come', () => {
  const value = fc.constantFrom('a', 'b', 1, 2, null, NaN);
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 60 }), (items) => {
      const expected = groupBy(items, (item) =>
        item.map((each) => `${typeof each} ${each}`).join(),
      );
      const found = groupAlike(
        items,
        [0, 1, 2].map((k) => (item) => item[k]!),
      );
      expect(found).toEqual([...expected.values()]);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('an item that is alone is asked nothing more', () => {
  let asked = 0;
  const count = (): number => asked++;
  groupAlike(['a', 'b', 'c'], [(item) => item, count, count]);
  expect(asked).toBe(0);
});
