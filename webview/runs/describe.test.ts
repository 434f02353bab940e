import { expect, test } from 'vitest';
import { fakeRun } from '../session/fake-supervisor';
import { headline, progressOf, runLabels, secondsOf } from './describe';

test('names are as short as telling the runs apart allows', () => {
  expect([
    ...runLabels([fakeRun('1', { program: 'lion' }), fakeRun('2', { program: 'adamw' })]).values(),
  ]).toEqual(['lion', 'adamw']);
  expect([
    ...runLabels([
      fakeRun('1', { program: 'lion', seed: 0 }),
      fakeRun('2', { program: 'lion', seed: 1 }),
      fakeRun('3', { program: 'adamw', seed: 0 }),
    ]).values(),
  ]).toEqual(['lion · seed 0', 'lion · seed 1', 'adamw']);
});

test('a run that failed before it had a learning rate is named without one', () => {
  const known = fakeRun('1');
  const labels = runLabels([
    { ...known, spec: { ...known.spec, lr: 0.01 }, createdAt: 1e12 },
    { ...fakeRun('2', { status: 'failed' }), createdAt: 1e12 + 60_000 },
  ]);
  expect(labels.get('1')).toBe('lion · lr 0.01');
  expect(labels.get('2')).toBe('lion');
});

test('the same run done twice is told apart by the time of day', () => {
  const labels = runLabels([
    { ...fakeRun('1'), createdAt: 1e12 },
    { ...fakeRun('2'), createdAt: 1e12 + 60_000 },
  ]);
  expect(new Set(labels.values()).size).toBe(2);
});

test('progress, duration and the value that counts', () => {
  const run = { ...fakeRun('1'), step: 40, startedAt: 1000, metrics: { 'val/loss': 'NaN' } };
  expect(progressOf(run)).toBe(0.4);
  expect(secondsOf(run, 4000)).toBe(3);
  expect(secondsOf({ ...run, endedAt: 2500 }, 4000)).toBe(1.5);
  expect(secondsOf(fakeRun('2'), 4000)).toBeNull();
  expect(headline(run)).toEqual({ tag: 'val/loss', value: NaN });
  expect(headline(fakeRun('2'))).toBeNull();
});
