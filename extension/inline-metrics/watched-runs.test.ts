import { beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../runtime/protocol/runs';
import { RunBook, refOf } from '../runs/book';
import { sampleRun } from '../runs/sample';
import { sameText, WatchedRuns } from './watched-runs';

describe('the run that is shown at a program', () => {
  const path = '/project/lion.optim';
  let book: RunBook;
  let changed: string[];
  let runs: WatchedRuns;

  beforeEach(() => {
    book = new RunBook();
    changed = [];
    runs = new WatchedRuns(
      book,
      ({ path: file, name }) => file?.toLowerCase() ?? name,
      ({ id }) => changed.push(id),
      () => changed.push('reset'),
    );
  });

  const run = (id: string, change: Partial<Run> = {}): Run =>
    sampleRun({ id, createdAt: id.charCodeAt(0), ...change });
  const shown = (): [string, number] | null => {
    const { run: each, others } = runs.of(path) ?? {};
    return each === undefined ? null : [each.id, others!];
  };

  it('is the newest that trains, with how many train beside it', () => {
    expect(shown()).toBeNull();
    book.put(run('a'));
    book.put(run('b'));
    book.put(run('c', { status: 'queued' }));
    expect(shown()).toEqual(['b', 1]);
    book.put(run('b', { status: 'completed' }));
    expect(shown()).toEqual(['a', 0]);
    expect(changed).toEqual(['a', 'b', 'b']);
  });

  it('is the last that has trained, if this window has seen it', () => {
    book.put(run('z', { status: 'completed' }));
    expect(shown()).toBeNull();
    book.put(run('a'));
    book.put(run('a', { status: 'diverged' }));
    expect(shown()).toEqual(['a', 0]);
  });

  it('is one of this program', () => {
    book.put(run('a'));
    expect(runs.of('/project/adamw.optim')).toBeNull();
    expect(runs.of('/project/lion.optim')?.run.id).toBe('a');
    book.put(sampleRun({ id: 'b' }, { program: { name: 'a+b', path: null, text: '' } }));
    expect(shown()).toEqual(['a', 0]);
  });

  it('is known from the store where it goes on already, and forgotten with it', () => {
    const going = run('a');
    book.replaceStore(going.store, [going, run('b', { status: 'stopped' })]);
    expect(shown()).toEqual(['a', 0]);
    book.remove(refOf(going));
    expect(shown()).toBeNull();
    expect(changed).toEqual(['reset', 'reset']);
  });
});

describe('a program', () => {
  it('is the same whatever ends its lines', () => {
    expect(sameText('a\r\nb', 'a\nb')).toBe(true);
    expect(sameText('a\nb', 'a\nb ')).toBe(false);
  });
});
