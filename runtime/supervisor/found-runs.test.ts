import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunRemoved, StopRun } from '../protocol/messages';
import { isEnded, type Run } from '../protocol/runs';
import { EventFileWriter } from '../store/event-file-writer';
import { createRunFolder, readRunFile, writeRunFile } from '../store/run-file';
import { fakeSpec, Installation, SeriesReceiver, StoreWatcher } from './testing/harness';

let installation: Installation;
let watcher: StoreWatcher;
beforeEach(async () => {
  installation = new Installation();
  await installation.build();
  watcher = new StoreWatcher(await installation.connect());
});
afterEach(() => installation.dispose());

/** A run on disk as if a supervisor with this process id were at work on it. */
function leave(id: string, change: Partial<Run>): Run {
  const run: Run = {
    format: 1,
    id,
    store: installation.store,
    comparison: null,
    spec: fakeSpec({}),
    resolved: null,
    status: 'running',
    step: 7,
    createdAt: 1,
    startedAt: 1,
    endedAt: null,
    metrics: {},
    reason: null,
    warnings: [],
    actions: [],
    gitCommit: null,
    supervisor: null,
    ...change,
  };
  createRunFolder(run.store, id);
  writeRunFile(run);
  return run;
}

describe('a run found on disk', () => {
  it('is shown as it ended, newest first, wherever the store has been moved to', async () => {
    leave('old', { status: 'completed', createdAt: 1, store: installation.store });
    leave('new', { status: 'diverged', createdAt: 2 });
    const runs = await watcher.watch(installation.store);
    expect(runs.map(({ id, status }) => [id, status])).toEqual([
      ['new', 'diverged'],
      ['old', 'completed'],
    ]);
    expect(runs[0]!.store).toBe(installation.store);
  });

  it('has failed when the supervisor that was at work on it is dead', async () => {
    leave('left', { supervisor: 2 ** 30 });
    const [run] = await watcher.watch(installation.store);
    expect(run).toMatchObject({ status: 'failed', step: 7, supervisor: null });
    expect(run!.reason).toMatch(/^The runtime ended while the run was going on/);
    expect(readRunFile(installation.store, 'left')).toEqual(run);
  });

  it('is followed while another supervisor is at work on it, and cannot be stopped from here', async () => {
    leave('theirs', { supervisor: process.pid });
    const connection = await installation.connect();
    const own = new StoreWatcher(connection);
    expect((await own.watch(installation.store))[0]).toMatchObject({ status: 'running' });
    await expect(
      connection.rpc.sendRequest(StopRun, { store: installation.store, run: 'theirs' }),
    ).rejects.toThrow(/^Another runtime \(process \d+\) is at work on this run/);

    const writer = new EventFileWriter(join(installation.store, 'theirs'));
    const receiver = new SeriesReceiver(connection, 1);
    await receiver.subscribe(installation.store, 'theirs');
    await receiver.until(() => receiver.historyComplete);
    for (let step = 0; step < 3; step++) {
      writer.appendScalars([
        { step, wallTime: step, scalars: [{ tag: 'train/loss', value: step }] },
      ]);
      writer.flush();
      await receiver.until(() => receiver.received > step);
    }
    writer.close();
    expect(receiver.points('train/loss')).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);

    leave('theirs', { supervisor: process.pid, status: 'completed', endedAt: 2 });
    expect(await own.until('theirs', ({ status }) => isEnded(status))).toMatchObject({
      status: 'completed',
    });
  });

  it('appears when another program adds it and disappears with its folder', async () => {
    const connection = await installation.connect();
    const own = new StoreWatcher(connection);
    const removed = new Promise((resolve) => connection.rpc.onNotification(RunRemoved, resolve));
    expect(await own.watch(installation.store)).toEqual([]);
    leave('guest', { status: 'completed' });
    await own.until('guest', () => true);
    rmSync(join(installation.store, 'guest'), { recursive: true });
    expect(await removed).toEqual({ store: installation.store, run: 'guest' });
  });

  it('is listed as failed with the reason when its run.json cannot be read, and not touched', async () => {
    const folder = join(installation.store, 'broken');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'run.json'), '{"format":1,"id":');
    mkdirSync(join(installation.store, 'not-a-run'));
    const runs = await watcher.watch(installation.store);
    expect(runs).toMatchObject([{ id: 'broken', status: 'failed' }]);
    expect(runs[0]!.reason).toMatch(/run\.json cannot be read/);
    expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe('{"format":1,"id":');
  });

  it('gives the metrics before the damage when its event file is damaged', async () => {
    leave('damaged', { status: 'completed' });
    const writer = new EventFileWriter(join(installation.store, 'damaged'));
    const rows = [1, 2, 3].map((step) => ({
      step,
      wallTime: step,
      scalars: [{ tag: 'train/loss', value: step }],
    }));
    writer.appendScalars(rows);
    writer.close();
    const bytes = readFileSync(writer.path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(writer.path, bytes);
    const connection = await installation.connect();
    const receiver = new SeriesReceiver(connection, 5);
    await receiver.subscribe(installation.store, 'damaged');
    await receiver.until(() => receiver.historyComplete);
    expect(receiver.points('train/loss')).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(readFileSync(connection.info.logFile, 'utf8')).toMatch(/is damaged at byte \d+/);
  });
});

describe('a store that cannot be written', () => {
  it('does not keep a run from training; the person is told once', async () => {
    const connection = await installation.connect();
    const file = join(installation.folder, 'a-file');
    writeFileSync(file, '');
    const store = join(file, '.optiscope', 'runs');
    const own = new StoreWatcher(connection);
    await own.watch(store);
    const [started] = await own.start(store, [{ rows: 30, unsaved: true }]);
    const receiver = new SeriesReceiver(connection, 1);
    await receiver.subscribe(store, started!.id);
    const run = await own.until(started!.id, ({ status }) => isEnded(status));
    expect(run).toMatchObject({ status: 'completed', step: 30 });
    expect(run.warnings).toEqual([expect.stringMatching(/^The run goes on, but .* saved: /)]);
    await receiver.until(() => receiver.received === 63);
    expect((await own.watch(store)).map(({ id }) => id)).toEqual([run.id]);
  });
});
