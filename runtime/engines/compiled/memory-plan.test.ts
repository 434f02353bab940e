import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { planMemory } from './memory-plan';

const lifetimes = fc.array(
  fc.record({ bytes: fc.nat(20_000), from: fc.nat(20), length: fc.nat(10) }),
  { maxLength: 40 },
);

describe('the memory plan', () => {
  it('never gives two pieces the same bytes at the same time', () => {
    fc.assert(
      fc.property(lifetimes, (list) => {
        const pieces = list.map(({ bytes, from, length }) => ({ bytes, from, to: from + length }));
        const { offsets, bytes } = planMemory(pieces);
        pieces.forEach((a, i) => {
          expect(offsets[i]! + a.bytes).toBeLessThanOrEqual(bytes);
          pieces.slice(0, i).forEach((b, j) => {
            const together = a.from <= b.to && b.from <= a.to;
            const apart =
              offsets[i]! + a.bytes <= offsets[j]! || offsets[j]! + b.bytes <= offsets[i]!;
            expect(apart || !together).toBe(true);
          });
        });
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('takes the same memory for what comes one after the other', () => {
    const pieces = Array.from({ length: 10 }, (_, i) => ({ bytes: 1000, from: 2 * i, to: 2 * i }));
    expect(planMemory(pieces).bytes).toBe(planMemory(pieces.slice(0, 1)).bytes);
  });

  it('keeps large pieces from starting whole pages apart', () => {
    const pieces = Array.from({ length: 3 }, () => ({ bytes: 65536, from: 0, to: 1 }));
    const { offsets } = planMemory(pieces);
    expect(new Set(offsets.map((offset) => offset % 4096)).size).toBe(3);
  });
});
