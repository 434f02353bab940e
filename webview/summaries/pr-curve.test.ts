import { expect, test } from 'vitest';
import { nearestThreshold, pointAt, telling, thresholdAt, type PrLine } from './pr-curve';

const line = (precision: number[], recall: number[]): PrLine => ({
  run: 'a',
  label: 'a',
  color: '#fff',
  dash: [],
  dimmed: false,
  step: 1,
  ...telling({ kind: 'pr-curve', precision, recall }),
});

test('zeros behind the highest threshold that takes anything for positive are no part of the curve', () => {
  const { precision, recall, thresholds } = line([0.5, 1, 0, 0], [1, 0.5, 0, 0]);
  expect([precision, recall, thresholds]).toEqual([[0.5, 1], [1, 0.5], 4]);
});

test('a threshold that came to nothing stands at the last point that tells something', () => {
  const curve = line([0.5, 0.6, 1, 0, 0], [1, 0.8, 0.5, 0, 0]);
  expect([0, 0.25, 0.5, 1].map((threshold) => pointAt(curve, threshold))).toEqual([0, 1, 2, 2]);
  expect(thresholdAt(curve, 2)).toBe(0.5);
});

test('the pointer finds the threshold of the nearest point of any curve', () => {
  const curves = [line([0.5, 0.7, 1], [1, 0.6, 0.2]), line([0.4, 0.6, 0.9], [0.9, 0.5, 0.1])];
  expect(nearestThreshold(curves, 0.22, 0.97)).toBe(1);
  expect(nearestThreshold(curves, 0.52, 0.6)).toBe(0.5);
  expect(nearestThreshold([], 0, 0)).toBeNull();
});
