import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatRate, formatShare, formatValue } from './format';

describe('values', () => {
  it.each([
    [0.2134567, '0.2135'],
    [1240.04, '1,240'],
    [0.00012, '1.2e-4'],
    [-0.5, '-0.5'],
    [0, '0'],
    [12345678, '1.235e7'],
    ['NaN', 'NaN'],
    ['Infinity', '∞'],
    ['-Infinity', '−∞'],
  ] as const)('writes %s as %s', (value, text) => expect(formatValue(value)).toBe(text));
});

it('groups counts', () => expect(formatCount(1234567)).toBe('1,234,567'));

it.each([
  [8_400, '8.4 s'],
  [9_960, '10 s'],
  [59_600, '1 min'],
  [192_000, '3 min 12 s'],
  [7_500_000, '2 h 5 min'],
  [-5, '0.0 s'],
])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

it('rounds a share down, so that 100 % means done', () => {
  expect(formatShare(0.6249)).toBe('62 %');
  expect(formatShare(0.9999)).toBe('99 %');
  expect(formatShare(1)).toBe('100 %');
});

it('gives rates an SI prefix', () => {
  expect(formatRate(1234, 'steps')).toBe('1.23 k steps/s');
  expect(formatRate(0.5, 'steps')).toBe('0.5 steps/s');
});
