import { beforeEach, describe, expect, it } from 'vitest';
import { isGoing } from '../../runtime/protocol/runs';
import { RunBook, refOf } from './book';
import { argumentOf, choiceOf, type Choice } from './choice';
import { sampleRun } from './sample';

describe('the run that a command is for', () => {
  let book: RunBook;
  const going = sampleRun({ id: 'going' });
  const paused = sampleRun({ id: 'paused', status: 'paused' });
  const ended = sampleRun({ id: 'ended', status: 'completed', endedAt: 1 });
  const stop = (...handed: unknown[]): Choice =>
    choiceOf(book, argumentOf(handed), { title: 'Stop Run', fits: isGoing });

  beforeEach(() => {
    book = new RunBook();
    for (const run of [going, ended]) book.put(run);
  });

  it('is that of the line or of the reference that it was handed', () => {
    expect(stop({ kind: 'run', ref: refOf(going) }, undefined)).toEqual({ run: going });
    expect(stop(refOf(going))).toEqual({ run: going });
    expect(stop([refOf(ended), refOf(going)])).toEqual({ run: going });
  });

  it('is the only one that it makes sense for, from the palette or where the line was lost', () => {
    expect(stop()).toEqual({ run: going });
    expect(stop(undefined, undefined)).toEqual({ run: going });
  });

  it('is asked for among those that it makes sense for, and of these among the likely ones', () => {
    book.put(paused);
    const asked = stop(undefined, undefined);
    expect('among' in asked && asked.among.map(({ id }) => id).sort()).toEqual(['going', 'paused']);
    const rather = ({ status }: { status: string }): boolean => status === 'paused';
    expect(choiceOf(book, undefined, { title: 'Resume Run', fits: isGoing, rather })).toEqual({
      run: paused,
    });
  });

  it('is no other where the one that was meant has ended, as by an alert that still says Stop', () => {
    expect(stop(refOf(ended))).toEqual({ sentence: 'lion on spirals has already ended.' });
    book.put({ ...ended, status: 'failed' });
    expect(stop(refOf(ended))).toEqual({ sentence: 'lion on spirals has already ended (failed).' });
  });

  it('is no other where the one that was meant is gone or at something else', () => {
    book.remove(refOf(ended));
    expect(stop(refOf(ended))).toEqual({ sentence: 'This run is not there any more.' });
    const purpose = { title: 'Resume Run', fits: () => false };
    expect(choiceOf(book, refOf(going), purpose)).toEqual({
      sentence: 'lion on spirals is running.',
    });
  });

  it('is none where there is none', () => {
    book.remove(refOf(going));
    const sentence = 'There is no run that “Stop Run” makes sense for now.';
    expect(stop()).toEqual({ sentence });
  });
});
