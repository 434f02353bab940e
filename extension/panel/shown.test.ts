import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleRun } from '../runs/sample';
import { ShownFile, comparisonOf, withStarted } from './shown';

const store = sampleRun().store;

describe('what is shown when a run has been started', () => {
  const allSpirals = () => 'spirals';

  it('is the run beside those of the same task', () => {
    const before = { store, runs: ['a', 'x', 'b'] };
    const taskOf = (_: string, run: string) => (run === 'x' ? 'glyphs' : 'spirals');
    expect(withStarted(before, [sampleRun({ id: 'c' })], taskOf)?.runs).toEqual(['a', 'b', 'c']);
  });

  it('is the run alone in another store', () => {
    const before = { store: '/elsewhere', runs: ['a', 'b'] };
    expect(withStarted(before, [sampleRun({ id: 'c' })], allSpirals)).toEqual({
      store,
      runs: ['c'],
    });
  });

  it('leaves out the oldest where there are many', () => {
    const runs = Array.from({ length: 12 }, (_, i) => `r${i}`);
    const shown = withStarted({ store, runs }, [sampleRun({ id: 'new' })], allSpirals);
    expect(shown?.runs).toHaveLength(12);
    expect(shown?.runs[0]).toBe('r1');
    expect(shown?.runs.at(-1)).toBe('new');
  });
});

it('shows a run with those that it was started with', () => {
  const a = sampleRun({ id: 'a', comparison: 'x' });
  const b = sampleRun({ id: 'b', comparison: 'x' });
  const c = sampleRun({ id: 'c', comparison: 'y' });
  expect(comparisonOf(b, [c, b, a])).toEqual([a, b]);
  expect(comparisonOf(sampleRun(), [a])).toEqual([sampleRun()]);
});

describe('the memory of what is shown', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'optiscope-shown-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is there at once for the next window', () => {
    const path = join(folder, 'deep', 'shown.json');
    new ShownFile(path).keep({ store, runs: ['a'] });
    expect(new ShownFile(path).shown).toEqual({ store, runs: ['a'] });
  });

  it('is empty where the file is damaged or the window has no workspace', () => {
    const path = join(folder, 'shown.json');
    writeFileSync(path, '{');
    expect(new ShownFile(path).shown).toBeNull();
    expect(new ShownFile(null).shown).toBeNull();
  });
});
