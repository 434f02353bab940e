import { expect, it } from 'vitest';
import { numbersIn, outsideSentence, type Tunables } from './outside';

const program = (declared: boolean): Tunables => ({
  program: 'mine',
  tunables: [
    {
      name: 'lr',
      written: 'lr',
      default: 1e-3,
      range: { low: 1e-5, high: 0.1, scale: 'log' },
      declared,
      values: null,
      doc: null,
    },
    {
      name: 'mode',
      written: 'mode',
      default: 'plain',
      range: null,
      declared: true,
      values: ['plain', 'sign'],
      doc: null,
    },
  ],
});

it('tells of values outside the range that a program declares, and of no others', () => {
  const sentence = 'lr is set outside the range from 1e-5 to 0.1 that mine declares.';
  expect(outsideSentence([program(true)], { lr: 0.2 })).toBe(sentence);
  expect(outsideSentence([program(false), program(true)], { lr: 0 })).toBe(sentence);
  for (const values of [{ lr: 0.1 }, { lr: null }, { lr: undefined }, { mode: 'sign', other: 7 }])
    expect(outsideSentence([program(true)], values)).toBeNull();
  expect(outsideSentence([program(false)], { lr: 0.2 })).toBeNull();
});

it('finds the numbers that a sweep goes over', () => {
  expect(numbersIn('1e-4..1e-1')).toEqual([1e-4, 0.1]);
  expect(numbersIn(' 0.1, .3 ')).toEqual([0.1, 0.3]);
  expect(numbersIn('plain,sign')).toEqual([]);
  expect(numbersIn('1..')).toEqual([1]);
});
