import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAllLocks, readLock, type SupervisorLock } from '../protocol/lock';
import { releaseLock, takeLock } from './own-lock';

let folder: string;
let path: string;
let server: Server;
let port: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-lock-'));
  path = join(folder, 'supervisor-1.json');
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const lock = (token: string): SupervisorLock => ({
  pid: process.pid,
  port,
  token,
  version: '1',
  protocol: 1,
  startedAt: 0,
});

describe('the lock', () => {
  it.each([
    ['none is there', null],
    ['a dead process left one', JSON.stringify({ ...lock('stale'), pid: 2 ** 30 })],
    ['a garbled one is there', '{"pid":'],
  ])('goes to exactly one of many who want it at once when %s', async (_what, before) => {
    if (before !== null) writeFileSync(path, before);
    const tokens = Array.from({ length: 20 }, (_, i) => `token ${i}`);
    const results = await Promise.all(tokens.map((token) => takeLock(path, lock(token))));
    const winners = tokens.filter((_, i) => results[i]!.taken);
    expect(winners).toHaveLength(1);
    expect(readLock(path)?.token).toBe(winners[0]);
    for (const result of results) if (!result.taken) expect(result.holder.token).toBe(winners[0]);
    expect(readdirSync(folder)).toEqual(['supervisor-1.json']);
  });

  it('is released by its holder only', async () => {
    await takeLock(path, lock('mine'));
    releaseLock(path, 'yours');
    expect(readLock(path)?.token).toBe('mine');
    releaseLock(path, 'mine');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is found among those of other versions', async () => {
    await takeLock(path, lock('a'));
    await takeLock(join(folder, 'supervisor-2.json'), lock('b'));
    writeFileSync(join(folder, 'supervisor-3.json'), '?');
    expect(readAllLocks(folder).map(({ token }) => token)).toEqual(['a', 'b']);
    expect(readAllLocks(join(folder, 'nowhere'))).toEqual([]);
  });
});
