/** Programs that are not open, and a server that is killed: a workspace on disk, a process, and the editor's messages. */
import { mkdtempSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TestClient } from './testing/client';
import { startServer } from './testing/start';

const SOUND = 'def train(w, g, lr):\n  return lr * g\n';
const BROKEN = SOUND.replace('* g', '* gg');
const DELETED = 3;
const CHANGED = 2;
const CREATED = 1;

let folder: string;
let client: TestClient;
const path = (name: string): string => join(folder, name);
const uri = (name: string): string => pathToFileURL(path(name)).toString();
const tell = (name: string, type: number): Promise<void> =>
  client.rpc.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uri(name), type }],
  });
const errors = (name: string, count: number): Promise<unknown> =>
  client.published(uri(name), ({ diagnostics }) => diagnostics.length === count);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-workspace-'));
  mkdirSync(path('deeper'));
  mkdirSync(path('node_modules'));
  writeFileSync(path('broken.optim'), BROKEN);
  writeFileSync(path(join('deeper', 'a b.optim')), BROKEN);
  writeFileSync(path(join('node_modules', 'foreign.optim')), BROKEN);
  client = await startServer([pathToFileURL(folder).toString()]);
});
afterEach(async () => {
  await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('tells the problems of programs that are not open, and follows what becomes of them', async () => {
  await errors('broken.optim', 1);
  await errors('deeper/a b.optim', 1);
  expect(client.hasTold(uri('node_modules/foreign.optim'))).toBe(false);

  writeFileSync(path('broken.optim'), SOUND);
  await tell('broken.optim', CHANGED);
  await errors('broken.optim', 0);

  renameSync(path('deeper/a b.optim'), path('moved.optim'));
  await tell('deeper/a b.optim', DELETED);
  await tell('moved.optim', CREATED);
  await errors('deeper/a b.optim', 0);
  await errors('moved.optim', 1);

  rmSync(path('moved.optim'));
  await tell('moved.optim', DELETED);
  await errors('moved.optim', 0);
});

it('goes by the text in the editor while a program is open, and by the disk afterwards', async () => {
  await errors('broken.optim', 1);
  await client.open(uri('broken.optim'), SOUND);
  expect(await client.diagnostics(uri('broken.optim'), 1)).toEqual([]);
  await tell('broken.optim', CHANGED);
  await client.close(uri('broken.optim'));
  await client.published(
    uri('broken.optim'),
    ({ version, diagnostics }) => version === undefined && diagnostics.length === 1,
  );
});

it('says nothing of them once that is turned off', async () => {
  await errors('broken.optim', 1);
  await client.configure({ checkWorkspace: false });
  await errors('broken.optim', 0);
  await client.configure({ checkWorkspace: true });
  await errors('broken.optim', 1);
});

it('answers again after it was killed amid a request, given its documents anew', async () => {
  const document = 'untitled:unsaved';
  await client.open(document, BROKEN);
  await client.diagnostics(document, 1);
  await client.kill();
  const next = await startServer();
  await next.open(document, BROKEN, 7);
  expect(await next.diagnostics(document, 7)).toHaveLength(1);
  await next.stop();
});
