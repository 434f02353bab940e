import { describe, expect, it } from 'vitest';
import type { Memento } from 'vscode';
import type { Run } from '../../runtime/protocol/runs';
import { alertAt, sampleRun } from '../runs/sample';
import { problemsOf, trainIn } from './problems';
import { muteKey, newAlerts, type RaisedAlert } from './tellable';
import { ToldAlerts } from './told';

const kinds = (run: Run, before: Run | null): string[] =>
  newAlerts(run, before).map(({ kind }) => kind);

const told = (title: string, message = '') =>
  ({ ...alertAt(1, 'plateau'), kind: 'told', title, message }) as const;

describe('alerts that are new', () => {
  const early = sampleRun({ actions: [alertAt(20, 'plateau')] });
  const later = sampleRun({ actions: [alertAt(20, 'plateau'), alertAt(90, 'not-finite')] });

  it('are those that the run did not have before, also in its last change', () => {
    expect(kinds(later, early)).toEqual(['not-finite']);
    expect(kinds({ ...later, status: 'diverged' }, early)).toEqual(['not-finite']);
    expect(kinds(later, later)).toEqual([]);
  });

  it('are all of a run that goes on when a window opens, and none of one that has ended', () => {
    expect(kinds(later, null)).toEqual(['plateau', 'not-finite']);
    expect(kinds({ ...later, status: 'completed' }, null)).toEqual([]);
  });

  it('of another program are new by their words, and only the last counts when it is found', () => {
    const log = { folder: '/logs/a', config: {}, writtenAt: 1 };
    const run = sampleRun({ log, actions: [told('Loss', 'high'), told('Loss', 'low')] });
    expect(newAlerts(run, null).map(({ message }) => message)).toEqual(['low']);
    const again = { ...run, actions: [...run.actions, told('Loss', 'high')] };
    expect(newAlerts(again, run)).toEqual([]);
    expect(muteKey(told('Loss', 'high'))).toBe(muteKey(told('Loss', 'low')));
  });
});

/** A memory that outlives a window. */
function memory(): Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? kept.get(key) : otherwise) as T,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
}

describe('an alert', () => {
  const alert = alertAt(20, 'plateau');

  it('is told once a run and kind, also by the next window', async () => {
    const kept = memory();
    const run = sampleRun();
    expect(await new ToldAlerts(kept).mayTell(run, alert)).toBe(true);
    const next = new ToldAlerts(kept);
    expect(await next.mayTell(run, alert)).toBe(false);
    expect(await next.mayTell(run, alertAt(30, 'divergence'))).toBe(true);
    expect(await next.mayTell({ ...run, id: 'b' }, alert)).toBe(true);
  });

  it('is told of three runs of a comparison, not of a hundred', async () => {
    const alerts = new ToldAlerts(memory());
    const answers = [];
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      answers.push(await alerts.mayTell(sampleRun({ id, comparison: 'a' }), alert));
    expect(answers).toEqual([true, true, true, false, false]);
  });
});

describe('the problems of a program', () => {
  const text = '"""Lion."""\ndef helper(x): return x\n\ndef train(w, g, lr):\n  return lr * g\n';
  const run = (id: string, change: Partial<Run> = {}): Run =>
    sampleRun({ id, ...change }, { program: { name: 'lion', path: '/lion.optim', text } });
  const alerted = { actions: [alertAt(20, 'plateau')] };

  it('are the alerts of its last run, while it stands as it was trained', () => {
    expect(problemsOf([run('a', alerted)], text)).toMatchObject([{ message: 'Look at step 20' }]);
    expect(problemsOf([run('a', alerted)], `${text}# changed`)).toEqual([]);
    expect(problemsOf([run('b'), run('a', alerted)], text)).toEqual([]);
    expect(problemsOf([], text)).toEqual([]);
    const program = { name: 'lion', path: '/lion.optim', text: 'with imports', written: text };
    const whole = sampleRun({ id: 'a', ...alerted }, { program });
    expect(problemsOf([whole], text)).toHaveLength(1);
    expect(problemsOf([whole], 'with imports')).toEqual([]);
  });

  it('are of each kind one of the runs that were started together, and say which', () => {
    const runs = ['c', 'b', 'a'].map((id) => run(id, { comparison: 'a', ...alerted }));
    expect(problemsOf(runs, text).map(({ message }) => message)).toEqual([
      'lion on spirals: Look at step 20',
    ]);
  });

  it('lead to the statement in which the first number arose that is not finite', () => {
    const range = { start: { line: 3, character: 2 }, end: { line: 3, character: 9 } };
    const origin = { step: 1234, name: 'm', source: 'written', range, parameter: 'dense1.bias' };
    const raised = { actions: [{ ...alertAt(20, 'not-finite'), origin } as RaisedAlert] };
    expect(problemsOf([run('a', raised)], text)[0]!.origin).toEqual({
      range,
      message:
        'm was the first value that was not finite: at step 1,234 in dense1.bias, of lion on spirals.',
    });
    const vague = { ...origin, name: null, parameter: null };
    const known = (change: object) => {
      const actions = [{ ...alertAt(20, 'not-finite'), origin: { ...vague, ...change } }];
      return problemsOf([run('a', { actions: actions as RaisedAlert[] })], text)[0]!.origin;
    };
    expect(known({})!.message).toBe(
      'The result was the first value that was not finite: at step 1,234, of lion on spirals.',
    );
    expect(known({ range: null })).toBeNull();
    expect(known({ source: 'text' })).not.toBeNull();
  });

  it('stand at train', () => {
    const { start, end } = trainIn(text);
    expect(text.slice(start - 4, end)).toBe('def train');
    expect(trainIn('')).toEqual({ start: 0, end: 0 });
  });
});
