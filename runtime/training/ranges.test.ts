import { describe, expect, it } from 'vitest';
import { analyze } from '../../language';
import { outsideRanges } from './ranges';

const program = (declarations: string) =>
  analyze(`${declarations}\n\ndef train(w, g, lr):\n  return lr * g\n`, { name: 'mine' }).program!;

describe('what is set outside its declared range', () => {
  const declared = program('lr: hyper(1e-5, 0.1, log) = 1e-3\nbeta: hyper(0, 0.999) = 0.9');

  it('is told by name and range, a sentence each', () => {
    expect(outsideRanges(declared, { lr: 0.5, beta: 0.5 })).toEqual([
      'lr is set outside the range from 1e-5 to 0.1 that mine declares: it trains all the same, but what is said of its ' +
        'divisions and its simplest form holds only inside.',
    ]);
    expect(outsideRanges(declared, { lr: 0, beta: 1 })).toHaveLength(2);
  });

  it('is nothing at the ends of the range, and nothing of what is not set', () => {
    expect(outsideRanges(declared, { lr: 0.1, beta: 0 })).toEqual([]);
    expect(outsideRanges(declared, {})).toEqual([]);
  });

  it('is nothing where the program declares no range', () => {
    expect(outsideRanges(program('beta: hyper(0, 1) = 0.5'), { lr: 100 })).toEqual([]);
  });
});
