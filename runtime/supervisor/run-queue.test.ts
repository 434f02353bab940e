import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SupervisorConnection } from '../protocol/client';
import {
  ContinueRun,
  LimitRuns,
  PauseRun,
  ResumeRun,
  RunNext,
  SetHyper,
  StartRuns,
  StopAllRuns,
  StopRun,
} from '../protocol/messages';
import { isEnded, settingChanges, settingsInForce, type Run } from '../protocol/runs';
import { readRunFile } from '../store/run-file';
import { RunQueue } from './run-queue';
import { StatementDesk } from './statement-desk';
import { fakeSpec, Installation, StoreWatcher, whenGone } from './testing/harness';

let installation: Installation;
let connection: SupervisorConnection;
let watcher: StoreWatcher;
let store: string;
beforeEach(async () => {
  installation = new Installation();
  await installation.build();
  store = installation.store;
  await meet();
});
afterEach(() => installation.dispose());

/** A client of a supervisor that trains one run at a time. */
async function meet(): Promise<void> {
  connection = await installation.connect(['--parallel', '1']);
  watcher = new StoreWatcher(connection);
  await watcher.watch(store);
}

const place = (run: Run): string => run.id.split('-').at(-2)!;

/** The seeds of the runs that wait, in the order in which they will start. */
const waiting = (): string[] =>
  [...watcher.runs.values()]
    .filter(({ status }) => status === 'queued')
    .sort((a, b) => a.place! - b.place!)
    .map(place);

const request = (type: typeof StopRun, run: Run): Promise<Run> =>
  connection.rpc.sendRequest(type, { store, run: run.id });

describe('runs that wait', () => {
  it('know their places, can be brought forward, and be cancelled', async () => {
    const runs = await watcher.start(store, [{}, {}, {}, {}]);
    expect(runs.map((run) => run.place)).toEqual([undefined, 1, 2, 3]);
    expect(readRunFile(store, runs[2]!.id)).not.toHaveProperty('place');

    expect(await request(RunNext, runs[3]!)).toMatchObject({ status: 'queued', place: 1 });
    await watcher.until(runs[2]!.id, (run) => run.place === 3);
    expect(waiting()).toEqual(['3', '1', '2']);
    await expect(request(RunNext, runs[0]!)).rejects.toThrow(/^The run does not wait: it is /);

    const cancelled = await request(StopRun, runs[1]!);
    expect(cancelled).toMatchObject({ status: 'stopped', startedAt: null });
    expect(cancelled.place).toBeUndefined();
    await watcher.until(runs[2]!.id, (run) => run.place === 2);
    expect(waiting()).toEqual(['3', '2']);

    await request(StopRun, runs[0]!);
    await watcher.until(runs[3]!.id, ({ status }) => status === 'running');
    await watcher.until(runs[2]!.id, (run) => run.place === 1);
  });

  it('start when more may train at the same time', async () => {
    const runs = await watcher.start(store, [{}, {}, {}, {}]);
    await connection.rpc.sendRequest(LimitRuns, { parallel: 3 });
    await watcher.until(runs[2]!.id, ({ status }) => status === 'running');
    await watcher.until(runs[3]!.id, (run) => run.place === 1);
    await connection.rpc.sendRequest(LimitRuns, { parallel: null });
    await request(StopRun, runs[0]!);
    // Two train, where one is to: the last waits on.
    expect(watcher.runs.get(runs[3]!.id)).toMatchObject({ status: 'queued', place: 1 });
    await expect(connection.rpc.sendRequest(LimitRuns, { parallel: 0 })).rejects.toThrow(
      '"parallel" must be at least 1.',
    );
  });

  it('keep to a number of their own beside all others', async () => {
    const [other] = await watcher.start(store, [{}]);
    const specs = [0, 1, 2].map((seed) => fakeSpec({}, seed));
    const params = { store, runs: specs, tied: false, parallel: 2 };
    const own = await connection.rpc.sendRequest(StartRuns, params);
    expect(own.map((run) => run.place)).toEqual([undefined, undefined, 1]);
    await request(StopRun, other!);
    expect(watcher.runs.get(own[2]!.id)!.status).toBe('queued');
    await request(StopRun, own[0]!);
    await watcher.until(own[2]!.id, ({ status }) => status === 'running');
  });

  it('are told as stopped when their supervisor was killed, and can be queued again', async () => {
    const runs = await watcher.start(store, [{}, { rows: 20 }]);
    await watcher.until(runs[0]!.id, ({ step }) => step > 0);
    process.kill(connection.info.pid, 'SIGKILL');
    await whenGone(connection.info.pid);
    await meet();
    const [first, second] = runs.map(({ id }) => watcher.runs.get(id)!) as [Run, Run];
    expect(first).toMatchObject({ status: 'failed', endedAt: expect.any(Number) });
    expect(second).toMatchObject({
      status: 'stopped',
      reason: 'The runtime ended before the turn of the run had come: resume it to queue it again.',
    });
    expect(readRunFile(store, second.id).status).toBe('stopped');

    await request(ContinueRun, first);
    expect(await request(ContinueRun, second)).toMatchObject({ status: 'queued', place: 1 });
    await watcher.until(first.id, ({ status, step }) => status === 'running' && step > 0);
    await request(StopRun, first);
    const done = await watcher.until(second.id, ({ status }) => isEnded(status));
    expect(done).toMatchObject({ status: 'completed', step: 20 });
  });
});

describe('what cannot be started', () => {
  const queueWith = (nodeFor: () => string): RunQueue =>
    new RunQueue({
      trainerEntry: installation.trainer,
      nodeFor,
      parallel: 1,
      log: () => undefined,
      series: { begin: () => undefined, append: () => undefined, end: () => undefined },
      statements: new StatementDesk(),
      changed: () => undefined,
      left: () => undefined,
    });

  it.each([
    [
      'a Node that is not there',
      (): string => join(installation.folder, 'no-node'),
      /^The trainer ended unexpectedly \(spawn .*ENOENT/,
    ],
    [
      'no Node at all',
      (): string => {
        throw new Error('no Node fits');
      },
      /^The trainer ended unexpectedly \(no Node fits\)\.$/,
    ],
  ])('fails and makes room for the next: %s', async (_what, nodeFor, reason) => {
    let calls = 0;
    const queue = queueWith(() => (++calls === 1 ? nodeFor() : process.execPath));
    const [refused, next] = queue.add(store, [fakeSpec({}), fakeSpec({ rows: 10 })]);
    expect(await refused!.ended).toMatchObject({ status: 'failed', reason });
    expect(await next!.ended).toMatchObject({ status: 'completed', step: 10 });
    expect(queue.size).toBe(0);
  });

  it('leaves no lock behind when it is refused', async () => {
    const good = fakeSpec({ rows: 5 });
    const wrong = { ...good, program: { ...good.program, text: 'not a program' } };
    const start = (runs: (typeof good)[]): Promise<readonly Run[]> =>
      connection.rpc.sendRequest(StartRuns, { store, runs, tied: false });
    for (let i = 0; i < 3; i++) await expect(start([wrong])).rejects.toThrow('this is no program');
    const [run] = await start([good]);
    expect(await watcher.until(run!.id, ({ status }) => isEnded(status))).toMatchObject({
      status: 'completed',
    });
  });
});

describe('wishes in quick succession', () => {
  it('are all heard, in their order', async () => {
    const [run] = await watcher.start(store, [{}]);
    const ref = { store, run: run!.id };
    await watcher.until(ref.run, ({ step }) => step > 0);
    const values = Array.from({ length: 30 }, (_, i) => (i + 1) / 100);
    await Promise.all(
      values.map((value) => connection.rpc.sendRequest(SetHyper, { ...ref, name: 'lr', value })),
    );
    const setsOf = ({ actions }: Run) =>
      actions.flatMap((each) => (each.action === 'set' ? [each] : []));
    const led = await watcher.until(ref.run, (each) => setsOf(each).length === values.length);
    const sets = setsOf(led);
    expect(sets.map(({ value }) => value)).toEqual(values);
    expect(settingChanges(led.actions).at(-1)!.value).toBe(0.3);
    expect(settingsInForce({ ...led, step: led.step + 1000 })).toEqual({ lr: 0.3 });
  });

  it('leave the run as the last of them said', async () => {
    const [run] = await watcher.start(store, [{}]);
    await watcher.until(run!.id, ({ step }) => step > 0);
    const sent: Promise<Run>[] = [];
    for (let i = 0; i < 10; i++) sent.push(request(PauseRun, run!), request(ResumeRun, run!));
    sent.push(request(PauseRun, run!));
    expect((await sent.at(-1)!).status).toBe('paused');
    await Promise.all(sent);
    const last = await watcher.until(
      run!.id,
      ({ status, actions }) => status === 'paused' && actions.length === 21,
    );
    expect(last.actions.map(({ action }) => action)).toEqual([
      ...Array.from({ length: 10 }, () => ['pause', 'resume']).flat(),
      'pause',
    ]);
    expect((await connection.rpc.sendRequest(StopAllRuns))[0]).toMatchObject({ status: 'stopped' });
  });
});
