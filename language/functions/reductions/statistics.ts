/** What reductions come to: in float64 for the reference, in bounds for the analyses. */
import { between, magnitude, type IntervalRule } from '../interval';

export type Numbers = ArrayLike<number>;

export function total(values: Numbers, of: (value: number, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i], i);
  return sum;
}

export const sum = (x: Numbers): number => total(x, (value) => value);
export const sumOfSquares = (x: Numbers): number => total(x, (value) => value * value);
export const product = (x: Numbers, y: Numbers): number => total(x, (value, i) => value * y[i]);
export const mean = (x: Numbers): number => (x.length === 0 ? 0 : sum(x) / x.length);
export const norm = (x: Numbers): number => Math.sqrt(sumOfSquares(x));
export const rootMeanSquare = (x: Numbers): number =>
  x.length === 0 ? 0 : Math.sqrt(sumOfSquares(x) / x.length);
export const spread = (x: Numbers): number => {
  const centre = mean(x);
  return x.length === 0 ? 0 : Math.sqrt(total(x, (value) => (value - centre) ** 2) / x.length);
};

export function largestSize(x: Numbers): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]));
  return largest;
}

export function largest(x: Numbers): number {
  let largest = -Infinity;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, x[i]);
  return largest;
}

/** A mean lies between the smallest and the largest. */
export const average: IntervalRule = ({ low, high, zero }) =>
  between(low, high, zero || (low < 0 && high > 0));

export const size: IntervalRule = (x) => between(magnitude(x).low, Infinity, x.zero);
