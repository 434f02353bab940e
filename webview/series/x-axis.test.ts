import { expect, test } from 'vitest';
import { fakeRun } from '../session/fake-supervisor';
import { metricAxis, metricOf, parseAxis, scaleOf, X_AXES } from './x-axis';

const told = {
  resolved: { batch: 32, epoch: { batches: 4, examples: 100 } },
} as Parameters<typeof scaleOf>[1];

test('a run is placed by its record; one that says nothing of epochs has none', () => {
  expect(scaleOf('relative', told, () => 998)).toEqual({ kind: 'time', zero: 998 });
  expect(scaleOf('wall', told, () => 998)).toEqual({ kind: 'time', zero: 0 });
  expect(scaleOf('epoch', told, () => 0)).toEqual({ kind: 'epoch', batches: 4 });
  expect(scaleOf('samples', told, () => 0)).toEqual({
    kind: 'samples',
    batch: 32,
    batches: 4,
    examples: 100,
  });
  expect(scaleOf('epoch', fakeRun('a'), () => 0)).toBeNull();
  expect(scaleOf('samples', fakeRun('a'), () => 0)).toBeNull();
  expect(scaleOf(metricAxis('val/loss'), fakeRun('a'), () => 0)).toEqual({
    kind: 'metric',
    tag: 'val/loss',
  });
});

test('an axis is saved by its name, or that of its metric', () => {
  for (const axis of [...X_AXES, metricAxis('a:b')]) expect(parseAxis(axis)).toBe(axis);
  expect(metricOf(metricAxis('a:b'))).toBe('a:b');
  expect(metricOf('step')).toBeNull();
  expect([parseAxis('z'), parseAxis(3), parseAxis(null)]).toEqual([null, null, null]);
});
