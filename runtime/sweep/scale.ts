import type { Range } from './space';

/** Digits that are kept: the noise of logarithms and powers is not. */
const DIGITS = 12;

const tidy = (value: number): number => Number(value.toPrecision(DIGITS));

/** How many whole numbers a range has. */
export const wholeNumbers = ({ low, high }: Range): number => high - low + 1;

/**
 * The value at a share `u` of a range, from 0 to 1, both included: evenly on a linear scale, by its logarithm on a log
 * scale, by the logarithm of its distance from 1 on a log1m scale. A whole number is the one in whose part `u` lies, of
 * as many equal parts as there are numbers.
 */
export function valueAt(range: Range, u: number): number {
  const { low, high, scale } = range;
  const between = (a: number, b: number): number => a + u * (b - a);
  switch (scale) {
    case 'linear':
      return inside(range, tidy(between(low, high)));
    case 'log':
      return inside(range, tidy(Math.exp(between(Math.log(low), Math.log(high)))));
    case 'log1m':
      return inside(
        range,
        tidy(1 - tidy(Math.exp(between(Math.log(1 - low), Math.log(1 - high))))),
      );
    case 'int':
      return Math.min(high, low + Math.floor(u * wholeNumbers(range)));
  }
}

const inside = ({ low, high }: Range, value: number): number =>
  Math.min(high, Math.max(low, value));

/** `count` values of a range, at least two, with equal steps on its scale, both ends among them. */
export const spread = (range: Range, count: number): number[] =>
  Array.from({ length: count }, (_, i) => {
    const u = i / (count - 1);
    return range.scale === 'int'
      ? Math.round(range.low + u * (range.high - range.low))
      : valueAt(range, u);
  });
