import { expect, test } from 'vitest';
import {
  nextLevel,
  positionOf,
  positions,
  SMOOTHERS,
  smoothingOf,
  strengthAt,
  strengthText,
  strengthWords,
  withStrength,
} from './smoothing';

const average = { smoother: 'average', smoothing: 0, width: 5 } as const;
const gaussian = { smoother: 'gaussian', smoothing: 0.9, width: 0 } as const;

test('each way of smoothing has its own strength, and is asked for with it', () => {
  expect(smoothingOf(average)).toBeNull();
  expect(smoothingOf({ ...average, smoothing: 0.5 })).toEqual({ kind: 'average', weight: 0.5 });
  expect(smoothingOf(gaussian)).toBeNull();
  expect(smoothingOf({ ...average, smoother: 'gaussian' })).toEqual({ kind: 'gaussian', width: 5 });
  expect(withStrength(gaussian, 7)).toEqual({ ...gaussian, width: 7 });
  expect(withStrength(average, 3).smoothing).toBe(0.99);
});

test('levels go round from wherever the slider stands', () => {
  const from = (smoothing: number): number => nextLevel({ ...average, smoothing }).smoothing;
  expect([0, 0.3, 0.6, 0.9, 0.99].map(from)).toEqual([0.6, 0.6, 0.9, 0, 0]);
  const wide = (width: number): number => nextLevel({ ...gaussian, width }).width;
  expect([0, 1, 3, 20].map(wide)).toEqual([3, 3, 20, 0]);
});

test('every position of the slider is a strength of its own, and found again', () => {
  for (const smoother of SMOOTHERS)
    for (let position = 0; position <= positions(smoother); position++) {
      const choice = withStrength({ ...average, smoother }, strengthAt(smoother, position));
      expect(positionOf(choice)).toBe(position);
    }
});

test('a strength is told in points', () => {
  expect(strengthText(average)).toBe('off');
  expect(strengthText({ ...average, smoothing: 0.6 })).toBe('0.60');
  expect(strengthText({ ...gaussian, width: 20 })).toBe('σ 20');
  expect(strengthWords({ ...average, smoothing: 0.6 })).toContain('about the last 2.5 points');
  expect(strengthWords({ ...gaussian, width: 1 })).toContain('1 point');
});
