import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateWords, awaitHandedIn, handIn, letOut, MOST_TICKETS, takeTicket } from './tickets';

describe('tickets', () => {
  it('are taken once each, by whoever asks', () => {
    const stages = fc.array(fc.integer({ min: 1, max: MOST_TICKETS }), { minLength: 1 });
    const shares = fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(stages, shares, (counts, askers) => {
        const words = allocateWords();
        counts.forEach((count, stage) => {
          letOut(words, 7, stage, count);
          const places: number[] = [];
          for (let i = 0; places.length < count; i++) {
            const ticket = takeTicket(words, askers[i % askers.length]!)!;
            expect(ticket).toMatchObject({ job: 7, stage });
            places.push(ticket.place);
            handIn(words);
          }
          expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
          expect(takeTicket(words, 0)).toBeNull();
          expect(awaitHandedIn(words)).toBe(0);
        });
      }),
    );
  });

  it('are taken from where a thread looks first, then from elsewhere', () => {
    const words = allocateWords();
    letOut(words, 0, 0, 4);
    const places = [0.5, 0.5, 0, 0.5].map((share) => takeTicket(words, share)!.place);
    expect(places).toEqual([2, 3, 0, 1]);
  });

  it('tell how many calls broke off', () => {
    const words = allocateWords();
    letOut(words, 0, 0, 2);
    takeTicket(words, 0);
    handIn(words, true);
    takeTicket(words, 0);
    handIn(words);
    expect(awaitHandedIn(words)).toBe(1);
  });
});
