import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder, gather, slices } from './batching';

const count = fc.integer({ min: 1, max: 60 });
const batch = fc.integer({ min: 1, max: 20 });
const seed = fc.integer({ min: 0, max: 2 ** 40 });

describe('epochOrder', () => {
  it('goes through every example once an epoch, and says when one ends', () => {
    fc.assert(
      fc.property(count, batch, seed, (n, size, s) => {
        const order = epochOrder(n, size, s);
        for (const epoch of [0, 1]) {
          const steps = Array.from({ length: order.batchesPerEpoch }, (_, i) =>
            order.examplesAt(epoch * order.batchesPerEpoch + i + 1),
          );
          const seen = steps.flatMap(({ examples }) => [...examples]);
          expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
          expect(steps.slice(0, -1).every(({ examples }) => examples.length === size)).toBe(true);
          expect(steps.map(({ epochEnd }) => epochEnd)).toEqual(
            steps.map((_, i) => i === steps.length - 1),
          );
          expect(steps.every((step) => step.epoch === epoch)).toBe(true);
        }
      }),
    );
  });

  it('is a function of seed and step, whatever was asked before', () => {
    fc.assert(
      fc.property(
        count,
        batch,
        seed,
        fc.array(fc.integer({ min: 1, max: 200 })),
        (n, size, s, steps) => {
          const order = epochOrder(n, size, s);
          for (const step of steps)
            expect([...order.examplesAt(step).examples]).toEqual([
              ...epochOrder(n, size, s).examplesAt(step).examples,
            ]);
        },
      ),
    );
  });

  it('differs between epochs and seeds', () => {
    const first = [...epochOrder(100, 100, 1).examplesAt(1).examples];
    expect([...epochOrder(100, 100, 1).examplesAt(2).examples]).not.toEqual(first);
    expect([...epochOrder(100, 100, 2).examplesAt(1).examples]).not.toEqual(first);
  });
});

describe('gather', () => {
  it('takes rows in the order asked for, and keeps the type of number', () => {
    const rows = Int32Array.of(0, 1, 10, 11, 20, 21);
    expect(gather(rows, 2, [2, 0, 2])).toEqual(Int32Array.of(20, 21, 0, 1, 20, 21));
  });
});

describe('slices', () => {
  it('ends with what is left', () => {
    expect([...slices(5, 2)]).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 4 },
      { from: 4, to: 5 },
    ]);
    expect([...slices(0, 2)]).toEqual([]);
  });
});
