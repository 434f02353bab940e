import { expect, test } from 'vitest';
import { formatCount, formatDuration, formatNumber, formatShare, toNumber } from './format';

test.each([
  [0, '0'],
  [0.213, '0.213'],
  [2.302585, '2.303'],
  [1234.5, '1,235'],
  [0.00012, '1.2e-4'],
  [-0.00012346, '−1.235e-4'],
  [12345678, '1.235e7'],
  [NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '−Inf'],
])('%d is written %s', (value, text) => expect(formatNumber(value)).toBe(text));

test.each([
  [4.23, '4.2 s'],
  [59.6, '1 min 0 s'],
  [192, '3 min 12 s'],
  [3840, '1 h 4 min'],
  [7199.6, '2 h 0 min'],
])('%d seconds are written %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test('counts, shares and metric records', () => {
  expect(formatCount(1240)).toBe('1,240');
  expect(formatShare(0.629)).toBe('62 %');
  expect(formatShare(1.2)).toBe('100 %');
  expect(toNumber('-Infinity')).toBe(-Infinity);
  expect(toNumber('NaN')).toBeNaN();
});
