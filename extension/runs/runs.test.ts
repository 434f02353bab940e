import { describe, expect, it } from 'vitest';
import { NO_ANNOTATIONS, type Run } from '../../runtime/protocol/runs';
import { announcementsOf } from './announcement';
import { RunBook, refOf } from './book';
import { groupRuns } from './groups';
import { alertAt, sampleRun } from './sample';
import {
  endSentence,
  progressWords,
  runContext,
  runDescription,
  runTitle,
  runTooltip,
} from './words';

describe('words of a run', () => {
  it('says step and loss while it runs', () => {
    expect(runDescription(sampleRun())).toBe('step 1,240/2,000 · loss 0.2134');
    expect(progressWords(sampleRun())).toBe('lion 62 %  loss 0.2134');
  });

  it('says what it waits for before the first step', () => {
    const queued = sampleRun({ status: 'queued', step: 0, metrics: {}, resolved: null });
    expect(runDescription(queued)).toBe('queued');
    expect(runDescription({ ...queued, place: 2 })).toBe('queued, 2nd');
  });

  it('says the metric of its task when it is done', () => {
    const done = sampleRun({
      status: 'completed',
      step: 2000,
      endedAt: 1_192_000,
      metrics: { 'train/loss': 0.1, 'val/accuracy': 0.9812 },
    });
    expect(runDescription(done)).toBe('step 2,000/2,000 · val/accuracy 0.9812');
    expect(endSentence(done)).toBe(
      'lion on spirals finished after 3 min 12 s: val/accuracy 0.9812.',
    );
  });

  it('says that it is paused, or will end with its epoch', () => {
    const paused = sampleRun({ status: 'paused' });
    expect(runDescription(paused)).toBe('paused · step 1,240/2,000 · loss 0.2134');
    expect(runContext(paused)).toBe('run.live.paused');
    const ending = sampleRun({
      actions: [{ at: 1, by: 'panel', action: 'stop-after-epoch', step: 1200 }],
    });
    expect(runDescription(ending)).toBe('stops after this epoch · step 1,240/2,000 · loss 0.2134');
    expect(runContext(sampleRun({ status: 'starting' }))).toBe('run.live');
    expect(runContext(sampleRun({ status: 'queued' }))).toBe('run.waiting');
    expect(runContext(sampleRun({ status: 'failed' }))).toBe('run.ended.early');
    expect(runContext(sampleRun({ status: 'completed' }))).toBe('run.ended');
    const annotations = { ...NO_ANNOTATIONS, pinned: true };
    expect(runContext(sampleRun({ status: 'completed', annotations }))).toBe('run.ended.pinned');
  });

  it('names the last alert, in the line by its title, in the tooltip in full', () => {
    const alerted = sampleRun({ actions: [alertAt(40, 'divergence'), alertAt(900, 'plateau')] });
    expect(runDescription(alerted)).toBe('Plateau · step 1,240/2,000 · loss 0.2134');
    expect(runTooltip(alerted, 0)).toContain('Look at step 40');
    const diverged = sampleRun({ status: 'diverged', actions: [alertAt(40, 'not-finite')] });
    expect(runDescription(diverged)).toBe('diverged · step 1,240/2,000 · loss 0.2134');
  });

  it('names a seed only where it is not the first', () => {
    expect(runTitle(sampleRun())).toBe('lion on spirals');
    expect(runTitle(sampleRun({}, { seed: 2 }))).toBe('lion on spirals, seed 2');
  });

  it('says in the tooltip from where it was forked', () => {
    const fork = sampleRun({}, { forkOf: { run: 'a', step: 1400 } });
    expect(runTooltip(fork, 0)).toContain('| Forked from | a after step 1,400 |');
  });

  it('keeps what a program is called from becoming markup', () => {
    const hostile = sampleRun({}, { program: { name: '[x](command:evil)', path: null, text: '' } });
    expect(runTooltip(hostile, 0)).not.toContain('](command:');
  });
});

describe('groups', () => {
  const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime();
  const ended = (id: string, createdAt: number) =>
    sampleRun({ id, createdAt, status: 'completed', endedAt: createdAt });

  it('puts live runs first, then days, newest first', () => {
    const groups = groupRuns(
      [
        ended('old', at(19, 12)),
        ended('morning', at(22, 8)),
        sampleRun({ id: 'live', createdAt: at(21, 9) }),
        ended('noon', at(22, 12)),
        ended('eve', at(21, 23)),
      ],
      at(22, 13),
    );
    expect(groups.map((group) => [group.id, group.runs.map((run) => run.id)])).toEqual([
      ['running', ['live']],
      ['2026-11-22', ['noon', 'morning']],
      ['2026-11-21', ['eve']],
      ['2026-11-19', ['old']],
    ]);
    expect(groups.slice(0, 3).map((group) => group.title)).toEqual([
      'Running',
      'Today',
      'Yesterday',
    ]);
  });

  it('puts those that wait behind live ones, the next to start first', () => {
    const waits = (id: string, place: number) => sampleRun({ id, status: 'queued', place });
    const groups = groupRuns([waits('a', 2), waits('b', 1), sampleRun({ id: 'live' })], 0);
    expect(groups.map(({ title, runs }) => [title, runs.map(({ id }) => id)])).toEqual([
      ['Running', ['live']],
      ['Waiting', ['b', 'a']],
    ]);
  });

  it('puts pinned runs that have ended before the days', () => {
    const annotations = { ...NO_ANNOTATIONS, pinned: true };
    const groups = groupRuns(
      [
        sampleRun({ id: 'a', status: 'completed', endedAt: 1 }),
        sampleRun({ id: 'b', status: 'completed', endedAt: 1, annotations }),
        sampleRun({ id: 'c', annotations }),
      ],
      0,
    );
    expect(groups.map(({ title, runs }) => [title, runs.map(({ id }) => id)])).toEqual([
      ['Running', ['c']],
      ['Pinned', ['b']],
      [expect.any(String), ['a']],
    ]);
  });

  it('has none where there is no run', () => expect(groupRuns([], 0)).toEqual([]));
});

describe('a run that another program logs', () => {
  const log = { folder: '/logs/a', config: { lr: 0.1 }, writtenAt: 1_000_000 };
  const logged = (change: Partial<Run> = {}): Run =>
    sampleRun({ id: 'log', status: 'logged', resolved: null, endedAt: 1_000_000, log, ...change });

  it('stands in a group of its own, whatever its state is', () => {
    const groups = groupRuns([logged(), logged({ id: 'b', status: 'running' })], 0);
    expect(groups.map(({ title, runs }) => [title, runs.length])).toEqual([
      ['Logged by Other Programs', 2],
    ]);
  });

  it('says when it was last written instead of guessing a state', () => {
    const run = logged({ step: 1240, metrics: { loss: 0.5 } });
    expect(runTitle(run)).toBe('lion');
    expect(runDescription(run)).toMatch(/^step 1,240 · loss 0.5 · last written /);
    expect(runTooltip(run, 1_180_000)).toMatch(/Last written \| 3 min ago/);
    expect(runTooltip(run, 0)).toContain('| lr | 0\\.1 |');
    expect(runContext(run)).toBe('run.foreign');
  });

  it('tells what could not be read of it, each once, even after its end', () => {
    const warned = logged({ warnings: ['Its file is cut off.'] });
    expect(announcementsOf({ run: warned, before: logged() }, true)).toEqual([
      { kind: 'warning', message: 'Its file is cut off.' },
    ]);
    expect(announcementsOf({ run: warned, before: warned }, true)).toEqual([]);
  });

  it('is nothing that could be stopped', () => {
    const book = new RunBook();
    book.put(logged({ status: 'running', endedAt: null }));
    expect(book.live()).toEqual([]);
  });
});

describe('the book of runs', () => {
  it('tells what a run was before', () => {
    const book = new RunBook();
    const seen: unknown[] = [];
    book.onChanged(({ run, before }) => seen.push([before?.step ?? null, run.step]));
    book.put(sampleRun({ step: 1 }));
    book.put(sampleRun({ step: 2 }));
    expect(seen).toEqual([
      [null, 1],
      [1, 2],
    ]);
  });

  it('replaces one store without touching another', () => {
    const book = new RunBook();
    book.put(sampleRun({ id: 'a', store: '/one' }));
    book.put(sampleRun({ id: 'b', store: '/two' }));
    book.replaceStore('/one', [sampleRun({ id: 'c', store: '/one' })]);
    expect(
      book
        .all()
        .map((run) => run.id)
        .sort(),
    ).toEqual(['b', 'c']);
  });

  it('forgets a removed run', () => {
    const book = new RunBook();
    const run = sampleRun();
    book.put(run);
    book.remove(refOf(run));
    expect(book.all()).toEqual([]);
  });
});

describe('announcements', () => {
  const running = sampleRun({ startedAt: 0 });
  const done = (ms: number) => sampleRun({ startedAt: 0, status: 'completed', endedAt: ms });

  it('tells of the end of a long run to somebody who looks elsewhere', () => {
    const event = { run: done(61_000), before: running };
    expect(announcementsOf(event, false)).toEqual([{ kind: 'finished' }]);
    expect(announcementsOf(event, true)).toEqual([]);
  });

  it('keeps silent about short runs, and about what was over before', () => {
    expect(announcementsOf({ run: done(59_000), before: running }, false)).toEqual([]);
    expect(announcementsOf({ run: done(61_000), before: done(61_000) }, false)).toEqual([]);
    expect(announcementsOf({ run: done(61_000), before: null }, false)).toEqual([]);
  });

  it('says no second time that a run has diverged, once an alert has', () => {
    const diverged = sampleRun({ startedAt: 0, status: 'diverged', endedAt: 61_000 });
    const alerted = { ...diverged, actions: [alertAt(1200, 'not-finite')] };
    expect(announcementsOf({ run: diverged, before: running }, false)).toEqual([
      { kind: 'finished' },
    ]);
    expect(announcementsOf({ run: alerted, before: running }, false)).toEqual([]);
  });

  it('tells of a failure and of each warning once', () => {
    const warned = sampleRun({ warnings: ['disk full'] });
    expect(announcementsOf({ run: warned, before: running }, true)).toEqual([
      { kind: 'warning', message: 'disk full' },
    ]);
    const failed = sampleRun({ warnings: ['disk full'], status: 'failed', reason: 'no data' });
    expect(announcementsOf({ run: failed, before: warned }, true)).toEqual([{ kind: 'failed' }]);
  });
});
