import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { processLives, readLock, type SupervisorLock } from '../protocol/lock';

export type LockResult =
  { readonly taken: true } | { readonly taken: false; readonly holder: SupervisorLock };

const ATTEMPTS = 50;
const CONNECT_LIMIT_MS = 5000;

/**
 * Puts our lock at `path`, unless another live supervisor's is there. Of several processes that try at once, one
 * succeeds and the others hear of it. What a dead one left is replaced. Throws the file system's error.
 */
export async function takeLock(path: string, lock: SupervisorLock): Promise<LockResult> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(dirname(path), 0o700);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (createWhole(path, `${JSON.stringify(lock)}\n`)) return { taken: true };
    const found = readText(path);
    if (found === null) continue;
    const holder = readLock(path);
    if (holder !== null && (await isServed(holder))) return { taken: false, holder };
    putAside(path, found);
  }
  throw new Error(`The lock file ${path} keeps changing: another program is writing to it.`);
}

/** Removes our lock; another's stays. */
export function releaseLock(path: string, token: string): void {
  if (readLock(path)?.token === token) rmSync(path, { force: true });
}

/** Creates a file that is never seen half-written; false when there already is one. */
function createWhole(path: string, text: string): boolean {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    return createWithoutLinks(path, text);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** For file systems without hard links: a reader may for an instant find the file empty, and looks again. */
function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock with the given content. Between our look and our hand another process may have replaced it:
 * renaming shows what was really taken away, and a lock that is not the stale one goes back.
 */
function putAside(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = readText(aside);
  if (taken !== null && taken !== stale) createWhole(path, taken);
  rmSync(aside, { force: true });
}

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Whether the process lives and something listens at its port; one that is merely slow counts as alive. */
async function isServed(lock: SupervisorLock): Promise<boolean> {
  if (!processLives(lock.pid)) return false;
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: lock.port });
    const settle = (served: boolean) => (): void => {
      socket.destroy();
      resolve(served);
    };
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
    socket.setTimeout(CONNECT_LIMIT_MS, settle(true));
  });
}
