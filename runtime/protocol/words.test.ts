import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatNumber,
  formatPlace,
  formatRate,
  formatSetting,
  formatShare,
  statusWords,
} from './words';

test.each([
  [0, '0'],
  [0.2134567, '0.2135'],
  [2.302585, '2.303'],
  [1240.04, '1,240'],
  [-0.5, '-0.5'],
  [0.00012, '1.2e-4'],
  [-0.00012346, '-1.235e-4'],
  [12345678, '1.235e7'],
  [3.7e9, '3.7e9'],
  [NaN, 'NaN'],
  [Infinity, '∞'],
  ['-Infinity', '-∞'],
  ['NaN', 'NaN'],
])('the value %s is written %s', (value, text) => expect(formatNumber(value)).toBe(text));

test.each([
  [0, '0'],
  [0.1 + 0.2, '0.30000000000000004'],
  [1e-5, '1e-5'],
  [-1.25e-4, '-1.25e-4'],
  [0.999999, '0.999999'],
  [true, 'True'],
  ['sign', 'sign'],
])('what is set to %s is written %s', (value, text) => expect(formatSetting(value)).toBe(text));

test.each([
  [0, '0 s'],
  [-0.2, '0 s'],
  [4.23, '4.2 s'],
  [9.96, '10 s'],
  [59.6, '1 min'],
  [192, '3 min 12 s'],
  [7199.6, '2 h'],
  [7500, '2 h 5 min'],
  [NaN, '–'],
  [Infinity, '–'],
])('%d seconds are written %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test('counts are grouped', () => expect(formatCount(1234567)).toBe('1,234,567'));

test('a time of day is written as Intl does it, with 24 hours', () => {
  const clock = (second?: '2-digit'): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second, hourCycle: 'h23' });
  const [minutes, seconds] = [clock(), clock('2-digit')];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (milliseconds) => {
      expect(formatClock(milliseconds, false)).toBe(minutes.format(milliseconds));
      expect(formatClock(milliseconds, true)).toBe(seconds.format(milliseconds));
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('numbers are rounded and grouped as Intl does it', () => {
  const plain = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
  const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  const sized = fc
    .tuple(fc.double({ min: 0.1, max: 1, noNaN: true }), fc.integer({ min: -2, max: 5 }))
    .map(([share, power]) => share * 10 ** power)
    .filter((x) => x >= 1e-3);
  const half = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((n) => n / 2);
  fc.assert(
    fc.property(
      fc.oneof(
        sized,
        sized.map((x) => -x),
      ),
      (x) => {
        expect(formatNumber(x)).toBe(plain.format(x));
      },
    ),
    { seed: 1, numRuns: 1000 },
  );
  fc.assert(
    fc.property(half, (x) => {
      expect(formatCount(x)).toBe(counts.format(x));
    }),
    { seed: 2, numRuns: 1000 },
  );
  for (const x of [0, 999, 1000, -1000, 1e15, NaN]) expect(formatCount(x)).toBe(counts.format(x));
});

test('a share is rounded down, so that 100 % means done', () => {
  expect([0.6249, 0.9999, 1, 1.2, -1].map(formatShare)).toEqual([
    '62 %',
    '99 %',
    '100 %',
    '100 %',
    '0 %',
  ]);
});

test.each([
  [0.5, '0.5 steps/s'],
  [950, '950 steps/s'],
  [999.6, '1 k steps/s'],
  [1234, '1.23 k steps/s'],
  [2.5e6, '2.5 M steps/s'],
  [7e12, '7000 G steps/s'],
])('a rate of %d is written %s', (rate, text) => expect(formatRate(rate, 'steps')).toBe(text));

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [13, '13th'],
  [21, '21st'],
  [112, '112th'],
  [1002, '1,002nd'],
])('the place %s is written %s', (place, text) => expect(formatPlace(place)).toBe(text));

test('a run that waits says its place', () => {
  expect(statusWords({ status: 'queued', place: 2 })).toBe('queued, 2nd');
  expect(statusWords({ status: 'running' })).toBe('running');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [12_345, '12.3 kB'],
  [999_960, '1 MB'],
  [4.5678e9, '4.57 GB'],
  [3e15, '3000 TB'],
])('%d bytes are written %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
