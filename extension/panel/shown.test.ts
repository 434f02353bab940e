import { expect, it } from 'vitest';
import { sampleRun } from '../runs/sample';
import { comparisonOf, withStarted } from './shown';

const store = sampleRun().store;

it('puts a new run beside those of the same task', () => {
  const before = { store, task: 'spirals', runs: ['a', 'b'] };
  expect(withStarted(before, [sampleRun({ id: 'c' })])?.runs).toEqual(['a', 'b', 'c']);
});

it('begins anew with another task', () => {
  const before = { store, task: 'glyphs', runs: ['a', 'b'] };
  expect(withStarted(before, [sampleRun({ id: 'c' })])).toEqual({
    store,
    task: 'spirals',
    runs: ['c'],
  });
});

it('lets the oldest make room', () => {
  const runs = Array.from({ length: 12 }, (_, i) => `r${i}`);
  const shown = withStarted({ store, task: 'spirals', runs }, [sampleRun({ id: 'new' })]);
  expect(shown?.runs).toHaveLength(12);
  expect(shown?.runs.slice(0, 1)).toEqual(['r1']);
  expect(shown?.runs.at(-1)).toBe('new');
});

it('shows a run with those that it was started with', () => {
  const a = sampleRun({ id: 'a', comparison: 'x' });
  const b = sampleRun({ id: 'b', comparison: 'x' });
  const c = sampleRun({ id: 'c', comparison: 'y' });
  expect(comparisonOf(b, [c, b, a])).toEqual([a, b]);
  expect(comparisonOf(sampleRun(), [a])).toEqual([sampleRun()]);
});
