import { expect, test } from 'vitest';
import { formatDelta } from './delta';

test.each([
  [0.5, 0.4, '+0.1 (+25 %)'],
  [0.4, 0.5, '-0.1 (-20 %)'],
  [-1, -2, '+1 (+50 %)'],
  [3, 3, '±0'],
  [2, 0, '+2'],
  [NaN, 1, null],
  [1, -Infinity, null],
])('%d against %d is %s', (value, baseline, text) =>
  expect(formatDelta(value, baseline)).toBe(text),
);
