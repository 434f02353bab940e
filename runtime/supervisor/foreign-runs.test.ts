import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SupervisorConnection } from '../protocol/client';
import {
  AnnotateRun,
  DeleteRuns,
  RunRemoved,
  StopRun,
  UnwatchLogs,
  WatchLogs,
} from '../protocol/messages';
import type { Run } from '../protocol/runs';
import { encodeFileVersion, encodeScalars } from '../store/tfevents';
import { frameRecord } from '../store/tfrecord';
import { Installation, SeriesReceiver, StoreWatcher } from './testing/harness';

let installation: Installation;
let connection: SupervisorConnection;
let watcher: StoreWatcher;
let logs: string;
beforeEach(async () => {
  installation = new Installation();
  await installation.build();
  connection = await installation.connect();
  watcher = new StoreWatcher(connection);
  logs = join(installation.folder, 'logs');
  await watcher.watch(installation.store);
});
afterEach(() => installation.dispose());

const scalar = (step: number, value: number, tag = 'loss'): Uint8Array =>
  frameRecord(encodeScalars(step, 1_700_000_000 + step, [{ tag, value }]));

/** Adds to an event file as another program would; begins it where it is not there. */
function write(path: string, ...records: readonly Uint8Array[]): string {
  const file = join(logs, path);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, Buffer.concat(records));
  return file;
}

const begin = frameRecord(encodeFileVersion(1_700_000_000));
const watchLogs = () =>
  connection.rpc.sendRequest(WatchLogs, { store: installation.store, folder: logs });

/** The run of that name, as soon as it is as wanted. */
async function found(name: string, wanted: (run: Run) => boolean = () => true): Promise<Run> {
  for (;;) {
    const runs = [...watcher.runs.values()];
    const run = runs.find(({ spec }) => spec.program.name === name);
    if (run !== undefined && wanted(run)) return run;
    await watcher.next();
  }
}

async function subscribed(run: Run, number = 1): Promise<SeriesReceiver> {
  const receiver = new SeriesReceiver(connection, number);
  await receiver.subscribe(installation.store, run.id);
  await receiver.until(() => receiver.historyComplete);
  return receiver;
}

describe('a folder of logs', () => {
  it('is not written to or deleted by us', async () => {
    const file = write('a/events.out.tfevents.1600000000.host', begin, scalar(1, 4));
    await watchLogs();
    const { id: run } = await found('a');
    const { store } = installation;
    const sentence = "another program's log, which Optiscope does not touch";
    const annotations = { name: 'x', note: '', tags: [] };
    await expect(
      connection.rpc.sendRequest(AnnotateRun, { store, run, annotations }),
    ).rejects.toThrow(sentence);
    await expect(connection.rpc.sendRequest(DeleteRuns, { store, runs: [run] })).rejects.toThrow(
      sentence,
    );
    expect(readFileSync(file).length).toBeGreaterThan(0);
  });

  it('shows each folder with event files as a run that nobody controls', async () => {
    write('a/train/events.out.tfevents.1600000000.host', begin, scalar(1, 4), scalar(2, NaN));
    write('b/events.out.tfevents.1600000001.host', begin);
    write('b/node_modules/events.out.tfevents.1600000002.host', begin);
    write('.hidden/events.out.tfevents.1600000003.host', begin);
    expect(await watchLogs()).toEqual({ runs: 2 });
    expect(await found('b')).toMatchObject({ status: 'logged', step: 0, metrics: {} });
    const run = await found('a/train');
    expect(run).toMatchObject({
      status: 'logged',
      step: 2,
      metrics: { loss: 'NaN' },
      createdAt: 1_600_000_000_000,
      log: { folder: join(logs, 'a', 'train'), config: {} },
    });
    await expect(
      connection.rpc.sendRequest(StopRun, { store: installation.store, run: run.id }),
    ).rejects.toThrow('Another program logs this run: lead it where it was started.');
  });

  it('is followed: new points, new files of a folder, new runs, runs that go', async () => {
    write('a/events.out.tfevents.1.host', begin, scalar(1, 1));
    await watchLogs();
    const run = await found('a');
    const receiver = await subscribed(run);
    write('a/events.out.tfevents.1.host', scalar(2, 2));
    await receiver.until(() => receiver.received === 2);
    write('a/events.out.tfevents.2.other', begin, scalar(3, 3));
    await receiver.until(() => receiver.received === 3);
    expect(receiver.points('loss')).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect((await found('a', ({ step }) => step === 3)).id).toBe(run.id);
    write('late/events.out.tfevents.3.host', begin);
    await found('late');
    const removed = new Promise((resolve) => connection.rpc.onNotification(RunRemoved, resolve));
    rmSync(join(logs, 'a'), { recursive: true });
    expect(await removed).toEqual({ store: installation.store, run: run.id });
  });

  it('is read as far as it goes while a record is still being written', async () => {
    const record = scalar(2, 2);
    write('a/events.out.tfevents.1.host', begin, scalar(1, 1), record.subarray(0, 9));
    await watchLogs();
    const receiver = await subscribed(await found('a', ({ step }) => step === 1));
    expect(receiver.received).toBe(1);
    write('a/events.out.tfevents.1.host', record.subarray(9));
    await receiver.until(() => receiver.received === 2);
    expect((await found('a', ({ step }) => step === 2)).warnings).toEqual([]);
  });

  it('says with the run where a file is damaged', async () => {
    const path = write('a/events.out.tfevents.1.host', begin, scalar(1, 1), scalar(2, 2));
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    await watchLogs();
    const receiver = await subscribed(await found('a'));
    expect(receiver.points('loss')).toEqual([[1, 1]]);
    const { warnings } = await found('a', (run) => run.warnings.length > 0);
    expect(warnings).toEqual([expect.stringMatching(/is damaged at byte \d+ \(a checksum/)]);
  });

  it('goes on with a file that was cut and written anew, and says so', async () => {
    const path = write('a/events.out.tfevents.1.host', begin, scalar(1, 1), scalar(2, 2));
    await watchLogs();
    const receiver = await subscribed(await found('a'));
    truncateSync(path, 0);
    await found('a', (run) => run.warnings.length > 0);
    write('a/events.out.tfevents.1.host', begin, scalar(7, 7));
    await receiver.until(() => receiver.received === 3);
    const run = await found('a', ({ step }) => step === 7);
    expect(run.warnings).toEqual([expect.stringMatching(/was cut or written anew/)]);
  });

  it('tells the hyperparameters that TensorBoard keeps', async () => {
    const golden = join(__dirname, '..', 'store', 'fixtures', 'golden', 'keras.tfevents');
    write('keras/events.out.tfevents.1.host', readFileSync(golden));
    await watchLogs();
    const config = { lr: 0.1, optimizer: 'adam', nesterov: true };
    expect(await found('keras')).toMatchObject({ log: { config } });
  });

  it('is left alone once nobody watches it', async () => {
    write('a/events.out.tfevents.1.host', begin);
    await watchLogs();
    const run = await found('a');
    const removed = new Promise((resolve) => connection.rpc.onNotification(RunRemoved, resolve));
    await connection.rpc.sendRequest(UnwatchLogs, { store: installation.store, folder: logs });
    expect(await removed).toEqual({ store: installation.store, run: run.id });
  });
});

describe('a table that another program logs', () => {
  const line = (path: string, text: string): string => write(path, Buffer.from(`${text}\n`));
  const watchTables = () =>
    connection.rpc.sendRequest(WatchLogs, {
      store: installation.store,
      folder: logs,
      tables: true,
    });

  it('is a run of its own, but only in a folder that was added', async () => {
    line('version_0/metrics.csv', 'step,loss\n1,4');
    line('version_0/other.jsonl', '{"step":7,"train":{"acc":0.5}}');
    line('version_0/iris.csv', 'sepal,petal\n1,4');
    write('version_0/events.out.tfevents.1.host', begin);
    expect(await watchLogs()).toEqual({ runs: 1 });
    expect(await watchTables()).toEqual({ runs: 3 });
    expect(await found('version_0/metrics.csv')).toMatchObject({
      status: 'logged',
      step: 1,
      metrics: { loss: 4 },
      log: { folder: join(logs, 'version_0'), file: 'metrics.csv' },
    });
    expect(await found('version_0/other.jsonl')).toMatchObject({
      step: 7,
      metrics: { 'train/acc': 0.5 },
    });
  });

  it('is followed, and read again where it is written anew', async () => {
    const path = line('metrics.csv', 'step,loss\n1,4');
    await watchTables();
    const receiver = await subscribed(await found('metrics.csv'));
    line('metrics.csv', '2,3');
    await receiver.until(() => receiver.received === 2);
    expect(receiver.points('loss')).toEqual([
      [1, 4],
      [2, 3],
    ]);
    writeFileSync(path, 'step,loss,acc\n1,4,\n2,3,\n3,2,1\n');
    await receiver.until(() => receiver.received >= 6);
    expect(receiver.points('acc')).toEqual([[3, 1]]);
    expect((await found('metrics.csv', ({ step }) => step === 3)).warnings).toEqual([]);
  });

  it('says what of it cannot be read, the last count only', async () => {
    line('metrics.csv', 'step,loss\n1,4\nTraceback\n2,3');
    await watchTables();
    const receiver = await subscribed(await found('metrics.csv'));
    await found('metrics.csv', ({ warnings }) => warnings.length > 0);
    line('metrics.csv', 'Traceback\n3,2');
    await receiver.until(() => receiver.received === 3);
    const { warnings } = await found('metrics.csv', (run) => /2 lines/.test(String(run.warnings)));
    expect(warnings).toEqual([expect.stringMatching(/^At least 2 lines of .*metrics\.csv/)]);
  });
});

describe('a run of which its program says more', () => {
  const state = {
    format: 1,
    name: 'baseline',
    config: { lr: 0.1, model: { layers: [1, 2] } },
    status: 'running',
    reason: null,
    startedAt: 1_700_000_000_000,
    endedAt: null,
    host: hostname(),
    pid: process.pid,
    alerts: [{ at: 1, step: 3, title: 'Loss', text: 'is high' }],
  };
  const say = (change: object): void => {
    write('x/events.out.tfevents.1.host', begin);
    writeFileSync(join(logs, 'x', 'optiscope.json'), JSON.stringify({ ...state, ...change }));
  };

  it('has its name and settings, is live while its process is, and ends as that says', async () => {
    say({});
    await watchLogs();
    expect(await found('baseline')).toMatchObject({
      status: 'running',
      endedAt: null,
      actions: [
        {
          action: 'alert',
          kind: 'told',
          at: 1,
          by: 'baseline',
          step: 3,
          title: 'Loss',
          message: 'is high',
        },
      ],
      log: { config: { lr: 0.1, 'model.layers': '[1,2]' } },
    });
    say({ status: 'failed', reason: 'ValueError: no', endedAt: 5 });
    expect(await found('baseline', ({ status }) => status !== 'running')).toMatchObject({
      status: 'failed',
      reason: 'ValueError: no',
      endedAt: 5,
    });
  });

  it('has failed when its process is gone; on another machine nobody knows', async () => {
    say({ pid: 2 ** 30 });
    await watchLogs();
    const { status, reason } = await found('baseline');
    expect([status, reason]).toEqual(['failed', expect.stringMatching(/ended without finish\(\)/)]);
    say({ pid: 2 ** 30, host: 'elsewhere' });
    await found('baseline', (run) => run.status === 'logged');
  });
});
