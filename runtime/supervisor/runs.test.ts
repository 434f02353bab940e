import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ContinueRun,
  PauseRun,
  ResumeRun,
  SetHyper,
  StartRuns,
  StopAllRuns,
  StopRun,
  StopRunAfterEpoch,
} from '../protocol/messages';
import { alertsOf } from '../protocol/alerts';
import { isEnded, settingsInForce, type Run } from '../protocol/runs';
import { readActions } from '../store/actions';
import { EventFileReader } from '../store/event-file-reader';
import { readRunFile } from '../store/run-file';
import { listEventFileNames } from '../store/run-folders';
import { fakeSpec, Installation, SeriesReceiver, StoreWatcher } from './testing/harness';

const installation = new Installation();
const { store } = installation;
beforeAll(() => installation.build());
afterAll(() => installation.dispose());

const ended = (run: Run): boolean => isEnded(run.status);

/** The points of one tag as the run's event file has them. */
async function onDisk(run: Run, tag: string): Promise<[number, number][]> {
  const folder = join(store, run.id);
  const points: [number, number][] = [];
  for (const name of listEventFileNames(folder))
    for await (const events of new EventFileReader(join(folder, name)).readMore())
      for (const { step, scalars } of events)
        for (const scalar of scalars) if (scalar.tag === tag) points.push([step, scalar.value]);
  return points;
}

describe('a run', () => {
  it('goes through its states to the end and is complete on disk', async () => {
    const watcher = new StoreWatcher(await installation.connect());
    await watcher.watch(store);
    const [started] = await watcher.start(store, [{ rows: 100, warning: 'A thing was odd.' }]);
    const run = await watcher.until(started!.id, ended);
    expect(run).toMatchObject({
      status: 'completed',
      step: 100,
      reason: null,
      warnings: ['A thing was odd.'],
      supervisor: expect.any(Number),
    });
    expect(run.metrics['train/loss']).toBe(Math.fround(Math.sin(99)));
    expect(readRunFile(store, run.id)).toEqual(run);
    const statuses = watcher.history.filter(({ id }) => id === run.id).map((each) => each.status);
    expect([...new Set(statuses)]).toEqual(['queued', 'starting', 'running', 'completed']);
    expect(readFileSync(join(store, '..', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('streams every scalar of its event file once, in order, to whoever comes while it runs', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const [started] = await watcher.start(store, [{ rows: 2000 }]);
    const early = new SeriesReceiver(connection, 1);
    await early.subscribe(store, started!.id);
    await early.until(() => early.received > 50);
    const late = new SeriesReceiver(connection, 2);
    await late.subscribe(store, started!.id);
    const run = await watcher.until(started!.id, ended);
    const after = new SeriesReceiver(connection, 3);
    await after.subscribe(store, run.id);
    for (const receiver of [early, late, after]) {
      await receiver.until(() => receiver.received >= 4200);
      expect(receiver.historyComplete).toBe(true);
      for (const tag of ['train/loss', 'optimizer/lr', 'val/loss'])
        expect(receiver.points(tag)).toEqual(await onDisk(run, tag));
      const next: number[] = [];
      for (const block of receiver.blocks) {
        expect(block.first).toBe(next[block.tag] ?? 0);
        next[block.tag] = block.first + block.steps.length;
      }
    }
  });

  it('stops when asked, and is answered when it has ended', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const [started] = await watcher.start(store, [{}]);
    await watcher.until(started!.id, (run) => run.step > 20);
    const run = await connection.rpc.sendRequest(StopRun, { store, run: started!.id });
    expect(run.status).toBe('stopped');
    expect(run.step).toBeGreaterThan(20);
    expect(readRunFile(store, run.id)).toEqual(run);
    expect(await onDisk(run, 'train/loss')).toHaveLength(run.step);
    const actions = readFileSync(join(store, run.id, 'events.jsonl'), 'utf8');
    expect(JSON.parse(actions)).toEqual({
      at: expect.any(Number),
      action: 'stop',
      by: 'test',
      step: expect.any(Number),
    });
    expect(await connection.rpc.sendRequest(StopRun, { store, run: run.id })).toEqual(run);
  });

  it('pauses, goes on and ends with its epoch, and keeps record of it', async () => {
    const connection = await installation.connect();
    const { rpc } = connection;
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const [started] = await watcher.start(store, [{}]);
    const ref = { store, run: started!.id };
    await watcher.until(ref.run, (run) => run.step > 5);
    const paused = await rpc.sendRequest(PauseRun, ref);
    expect(paused.status).toBe('paused');
    expect(readRunFile(store, ref.run)).toMatchObject({ status: 'paused', step: paused.step });
    expect(await rpc.sendRequest(PauseRun, ref)).toEqual(paused);
    expect((await rpc.sendRequest(ResumeRun, ref)).status).toBe('running');
    await watcher.until(ref.run, (run) => run.step > paused.step);
    await rpc.sendRequest(StopRunAfterEpoch, ref);
    const run = await watcher.until(ref.run, ended);
    expect(run.status).toBe('stopped');
    expect(run.actions.map(({ action, by }) => `${action} by ${by}`)).toEqual([
      'pause by test',
      'resume by test',
      'stop-after-epoch by test',
    ]);
    expect(readRunFile(store, ref.run)).toEqual(run);
    await expect(rpc.sendRequest(PauseRun, ref)).rejects.toThrow(
      'The run has ended already (stopped).',
    );
  });

  it('makes room for another while it is paused, and can be stopped then', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const runs = await watcher.start(
      store,
      Array.from({ length: 20 }, () => ({})),
    );
    const waiting = watcher.runs.get(runs.at(-1)!.id)!;
    expect(waiting.status).toBe('queued');
    await expect(connection.rpc.sendRequest(PauseRun, { store, run: waiting.id })).rejects.toThrow(
      'The run waits for its turn',
    );
    const next = runs.find(({ id }) => watcher.runs.get(id)!.status === 'queued')!;
    await watcher.until(runs[0]!.id, ({ status }) => status === 'running');
    await connection.rpc.sendRequest(PauseRun, { store, run: runs[0]!.id });
    await watcher.until(next.id, ({ status }) => status === 'running');
    const all = await connection.rpc.sendRequest(StopAllRuns);
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill('stopped'));
  });

  it('takes another learning rate while it trains', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const [started] = await watcher.start(store, [{}]);
    const ref = { store, run: started!.id };
    await watcher.until(ref.run, (run) => run.step > 5);
    const set = (name: string, value: number): Promise<Run> =>
      connection.rpc.sendRequest(SetHyper, { ...ref, name, value });
    const run = await set('lr', 0.5);
    expect(run.actions).toEqual([
      {
        at: expect.any(Number),
        action: 'set',
        by: 'test',
        step: expect.any(Number),
        name: 'lr',
        value: 0.5,
        before: 0.1,
      },
    ]);
    expect(settingsInForce(run)).toEqual({ lr: 0.5 });
    await expect(set('lrr', 1)).rejects.toThrow(
      'fake has no hyperparameter "lrr". Did you mean lr?',
    );
    await connection.rpc.sendRequest(StopRun, ref);
    await expect(set('lr', 1)).rejects.toThrow('The run has ended already (stopped).');
  });

  it('is taken up again after a crash under its own name; what it had logged is superseded', async () => {
    const connection = await installation.connect();
    const { rpc } = connection;
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const [started] = await watcher.start(store, [{ rows: 50, then: 'crash' }]);
    const ref = { store, run: started!.id };
    await watcher.until(ref.run, ({ status }) => status === 'failed');
    const again = await rpc.sendRequest(ContinueRun, ref);
    expect(again).toMatchObject({ id: ref.run, endedAt: null, reason: null, step: 0 });
    await expect(rpc.sendRequest(ContinueRun, ref)).rejects.toThrow('The run goes on already.');
    await watcher.until(ref.run, ({ status }) => status === 'running');
    const run = await watcher.until(ref.run, ended);
    expect(run.actions).toMatchObject([{ action: 'continue', by: 'test', step: 0 }]);
    const receiver = new SeriesReceiver(connection, 1);
    await receiver.subscribe(store, ref.run);
    await receiver.until(() => receiver.historyComplete);
    expect(receiver.points('train/loss').map(([step]) => step)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
    const [done] = await watcher.start(store, [{ rows: 3 }]);
    await watcher.until(done!.id, ended);
    await expect(rpc.sendRequest(ContinueRun, { store, run: done!.id })).rejects.toThrow(
      'Only a run that was stopped or has failed can be resumed; this one has completed.',
    );
  });

  it('tells of an alert when it is raised, and keeps it with the run, once', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const script = { rows: 50, then: 'crash', alert: 'plateau' } as const;
    const [started] = await watcher.start(store, [script]);
    const ref = { store, run: started!.id };
    const told = await watcher.until(ref.run, (run) => alertsOf(run).length > 0);
    const alert = { kind: 'plateau', title: 'Plateau', message: 'Look here.', by: 'trainer' };
    expect(alertsOf(told)).toMatchObject([alert]);
    await watcher.until(ref.run, ({ status }) => status === 'failed');
    await connection.rpc.sendRequest(ContinueRun, ref);
    await watcher.until(ref.run, ({ status }) => status === 'running');
    expect(alertsOf(await watcher.until(ref.run, ended))).toMatchObject([alert]);
    expect(alertsOf({ actions: readActions(join(store, ref.run)) })).toMatchObject([alert]);
  });

  it.each([
    ['terminated when it does not answer', { hung: true }, 'SIGTERM'],
    ['killed when it does not listen even then', { deaf: true }, 'SIGKILL'],
  ])('is %s', async (_what, script, signal) => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const [started] = await watcher.start(store, [script]);
    await watcher.until(started!.id, (run) => run.status === 'running');
    const run = await connection.rpc.sendRequest(StopRun, { store, run: started!.id });
    expect(run).toMatchObject({
      status: 'stopped',
      reason: `The trainer did not answer and was ended (signal ${signal}).`,
    });
  });

  it('fails with the reason when its trainer crashes, and leaves the others alone', async () => {
    const watcher = new StoreWatcher(await installation.connect());
    await watcher.watch(store);
    const [crash, die, good] = await watcher.start(store, [
      { rows: 5, then: 'crash' },
      { die: true },
      { rows: 50 },
    ]);
    expect(await watcher.until(crash!.id, ended)).toMatchObject({
      status: 'failed',
      reason: 'The trainer ended unexpectedly (exit code 7: out of cheese).',
    });
    expect(await watcher.until(die!.id, ended)).toMatchObject({
      status: 'failed',
      reason: 'The trainer ended unexpectedly (signal SIGKILL).',
    });
    expect(await watcher.until(good!.id, ended)).toMatchObject({ status: 'completed', step: 50 });
    expect(new Set([crash, die, good].map((run) => run!.comparison))).toEqual(new Set([crash!.id]));
  });

  it('keeps what its trainer says of a divergence', async () => {
    const watcher = new StoreWatcher(await installation.connect());
    await watcher.watch(store);
    const [started] = await watcher.start(store, [{ rows: 3, then: 'diverge' }]);
    expect(await watcher.until(started!.id, ended)).toMatchObject({
      status: 'diverged',
      step: 3,
      reason: 'The loss became NaN.',
    });
  });

  it('waits while others train, and stops at once when it is still waiting', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(store);
    const runs = await watcher.start(
      store,
      Array.from({ length: 40 }, () => ({})),
    );
    const last = runs.at(-1)!;
    expect(await connection.rpc.sendRequest(StopRun, { store, run: last.id })).toMatchObject({
      status: 'stopped',
      startedAt: null,
      step: 0,
    });
    const all = await connection.rpc.sendRequest(StopAllRuns);
    expect(all).toHaveLength(39);
    expect(all.every(ended)).toBe(true);
  });

  it('ends with the connection that it is tied to', async () => {
    const watcher = new StoreWatcher(await installation.connect());
    await watcher.watch(store);
    const terminal = await installation.connect();
    const [tied] = await new StoreWatcher(terminal).start(store, [{}], true);
    await watcher.until(tied!.id, (run) => run.step > 0);
    terminal.dispose();
    expect(await watcher.until(tied!.id, ended)).toMatchObject({ status: 'stopped' });
  });

  it('is refused, and no other started, when one program is wrong', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    const before = (await watcher.watch(store)).length;
    const good = fakeSpec({ rows: 1 });
    const wrong = { ...good, program: { ...good.program, text: 'not a program' } };
    await expect(
      connection.rpc.sendRequest(StartRuns, { store, runs: [good, wrong], tied: false }),
    ).rejects.toThrow(/^fake\.optim:1:1: this is no program$/);
    expect(await watcher.watch(store)).toHaveLength(before);
  });
});
