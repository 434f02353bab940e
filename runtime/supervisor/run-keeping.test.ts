import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  AnnotateRun,
  DeleteRuns,
  DiskUse,
  PruneRuns,
  RestoreRuns,
  RunRemoved,
  StopRun,
} from '../protocol/messages';
import type { SupervisorConnection } from '../protocol/client';
import { isEnded, NO_ANNOTATIONS, type Run } from '../protocol/runs';
import { readRunFile } from '../store/run-file';
import { Installation, StoreWatcher } from './testing/harness';

const installation = new Installation();
const { store } = installation;
let connection: SupervisorConnection;
let watcher: StoreWatcher;
beforeAll(async () => {
  await installation.build();
  connection = await installation.connect();
  watcher = new StoreWatcher(connection);
  await watcher.watch(store);
});
afterAll(() => installation.dispose());

async function finished(): Promise<Run> {
  const [run] = await watcher.start(store, [{ rows: 3 }]);
  return watcher.until(run!.id, (each) => isEnded(each.status));
}
const annotations = { name: 'warm start', note: 'Seems to help.', tags: ['paper', 'good'] };

it('a run is named, noted and tagged, also while it runs, and that outlives its end', async () => {
  const [live] = await watcher.start(store, [{}]);
  const { rpc } = connection;
  const ref = { store, run: live!.id };
  const named = await rpc.sendRequest(AnnotateRun, { ...ref, annotations });
  expect(named.annotations).toEqual(annotations);
  const run = await rpc.sendRequest(StopRun, ref);
  expect(run.annotations).toEqual(annotations);
  expect(readRunFile(store, run.id).annotations).toEqual(annotations);
  expect(readFileSync(join(store, run.id, 'run.json'), 'utf8')).not.toContain('warm start');
  const changed = { name: '  ', note: '', tags: ['good', ' good ', ''] };
  const later = await rpc.sendRequest(AnnotateRun, { ...ref, annotations: changed });
  expect(later.annotations).toEqual({ name: null, note: '', tags: ['good'] });
  const nothing = { name: null, note: '', tags: [] };
  const bare = await rpc.sendRequest(AnnotateRun, { ...ref, annotations: nothing });
  expect(bare.annotations).toBeUndefined();
  expect(existsSync(join(store, run.id, 'annotations.json'))).toBe(false);
});

it('deleted runs leave every view and come back as they were', async () => {
  const [a, b] = [await finished(), await finished()];
  const removed: string[] = [];
  connection.rpc.onNotification(RunRemoved, ({ run }) => void removed.push(run));
  await connection.rpc.sendRequest(DeleteRuns, { store, runs: [a.id, b.id] });
  expect(removed.sort()).toEqual([a.id, b.id].sort());
  expect((await watcher.watch(store)).map(({ id }) => id)).not.toContain(a.id);
  expect(existsSync(join(store, a.id))).toBe(false);
  const back = await connection.rpc.sendRequest(RestoreRuns, { store, runs: [a.id, b.id] });
  expect(back).toEqual([a, b]);
  expect((await watcher.watch(store)).map(({ id }) => id)).toContain(a.id);
});

it('old runs are deleted when that is asked for, but for those that mean something to somebody', async () => {
  const { rpc } = connection;
  const known = (await watcher.watch(store)).map(({ id }) => id);
  const [a, b, c, d] = [await finished(), await finished(), await finished(), await finished()];
  const [live] = await watcher.start(store, [{}]);
  await rpc.sendRequest(AnnotateRun, {
    store,
    run: a.id,
    annotations: { ...NO_ANNOTATIONS, pinned: true },
  });
  const prune = { store, keepRuns: 2, keepDays: null, spare: [...known, b.id] };
  const sizes = await rpc.sendRequest(DiskUse, { store, runs: [c.id] });
  expect(sizes).toEqual([{ run: c.id, bytes: expect.any(Number) }]);
  expect(sizes[0]!.bytes).toBeGreaterThan(100);
  expect(await rpc.sendRequest(PruneRuns, prune)).toEqual(sizes);
  const left = (await watcher.watch(store)).map(({ id }) => id);
  expect(left).toEqual(expect.arrayContaining([a.id, b.id, d.id, live!.id]));
  expect(left).not.toContain(c.id);
  await rpc.sendRequest(RestoreRuns, { store, runs: [c.id] });
  expect(await rpc.sendRequest(PruneRuns, { ...prune, keepRuns: null })).toEqual([]);
  await rpc.sendRequest(StopRun, { store, run: live!.id });
});

it('runs that go on, are unknown or are out of the trash are refused in a sentence', async () => {
  const done = await finished();
  const [live] = await watcher.start(store, [{}]);
  const request = (runs: string[]) => connection.rpc.sendRequest(DeleteRuns, { store, runs });
  await expect(request([done.id, live!.id])).rejects.toThrow('has not ended: stop it first');
  expect(existsSync(join(store, done.id))).toBe(true);
  await expect(request(['unknown'])).rejects.toThrow('There is no run unknown');
  await expect(request(['../out'])).rejects.toThrow('is not the name of a run');
  await expect(
    connection.rpc.sendRequest(RestoreRuns, { store, runs: ['unknown'] }),
  ).rejects.toThrow('no longer in the trash');
});

it('the trash is freed of what has lain there for a week, and of nothing else', async () => {
  const [old, young] = [await finished(), await finished()];
  const trash = join(dirname(store), 'trash');
  await connection.rpc.sendRequest(DeleteRuns, { store, runs: [old.id] });
  const longAgo = Date.now() / 1000 - 8 * 24 * 3600;
  utimesSync(join(trash, old.id), longAgo, longAgo);
  await connection.rpc.sendRequest(DeleteRuns, { store, runs: [young.id] });
  expect(readdirSync(trash)).toContain(young.id);
  expect(readdirSync(trash)).not.toContain(old.id);
});
