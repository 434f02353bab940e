import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareSpec, type Run } from '../protocol/runs';
import { expendable } from './retention';

const DAY = 24 * 3600 * 1000;
const NOW = 1000 * DAY;

/** A run that ended so many days ago. */
const run = (id: string, days: number, change: Partial<Run> = {}): Run => ({
  format: 1,
  id,
  store: '/store',
  comparison: null,
  spec: bareSpec('lion', 'text'),
  resolved: null,
  status: 'completed',
  step: 1,
  createdAt: NOW - days * DAY,
  startedAt: NOW - days * DAY,
  endedAt: NOW - days * DAY,
  metrics: {},
  reason: null,
  warnings: [],
  actions: [],
  gitCommit: null,
  supervisor: null,
  ...change,
});
const taken = (runs: readonly Run[], keepRuns: number | null, keepDays: number | null): string[] =>
  expendable(runs, { keepRuns, keepDays }, NOW).map(({ id }) => id);

const four = [run('d', 1), run('a', 40), run('c', 10), run('b', 20)];
const annotations = { name: null, note: '', tags: [] };

describe('the runs that need not be kept', () => {
  it('are none unless somebody says what to keep', () => {
    expect(taken(four, null, null)).toEqual([]);
  });

  it('are those that neither their number nor their age keeps, oldest first', () => {
    expect(taken(four, 2, null)).toEqual(['a', 'b']);
    expect(taken(four, null, 15)).toEqual(['a', 'b']);
    expect(taken(four, 1, 15)).toEqual(['a', 'b']);
    expect(taken(four, 3, 5)).toEqual(['a']);
    expect(taken(four, 0, 0)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are never such as go on, or mean something to somebody', () => {
    const dear = [
      run('running', 100, { status: 'running', endedAt: null }),
      run('paused', 100, { status: 'paused', endedAt: null }),
      run('pinned', 100, { annotations: { ...annotations, pinned: true } }),
      run('tagged', 100, { annotations: { ...annotations, tags: ['paper'] } }),
      run('noted', 100, { annotations: { ...annotations, note: 'Why?' } }),
      run('named', 100, { annotations: { ...annotations, name: 'best' } }),
      run('foreign', 100, {
        status: 'logged',
        log: { folder: '/logs', config: {}, writtenAt: NOW },
      }),
    ];
    expect(taken([...dear, run('other', 100)], 0, 0)).toEqual(['other']);
  });

  it('are never such as one that is kept was forked from, however far back', () => {
    const forkOf = (origin: string): Partial<Run> => ({
      spec: { ...bareSpec('lion', 'text'), forkOf: { run: origin, step: 5 } },
    });
    const runs = [
      run('fork', 1, forkOf('origin')),
      run('origin', 50, forkOf('first')),
      run('first', 60),
      run('other', 55, forkOf('gone')),
    ];
    expect(taken(runs, 1, null)).toEqual(['other']);
  });

  it('do not depend on the order in which runs are listed', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(four, { minLength: 4 }), fc.nat(5), (runs, keepRuns) => {
        expect(taken(runs, keepRuns, null)).toEqual(taken(four, keepRuns, null));
      }),
      { seed: 1 },
    );
  });
});
