import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a client finds the supervisor of its version and proves that it may: the content of the lock file. */
export interface SupervisorLock {
  readonly pid: number;
  /** On 127.0.0.1. */
  readonly port: number;
  /** 64 hexadecimal digits. */
  readonly token: string;
  readonly version: string;
  readonly protocol: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The lock that a file holds; null when there is none, or none that can be understood (yet). */
export function readLock(path: string): SupervisorLock | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isLock(value) ? value : null;
  } catch {
    return null;
  }
}

/** All locks of a state folder, those of other versions too. */
export function readAllLocks(folder: string): SupervisorLock[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^supervisor-.*\.json$/.test(name))
      .map((name) => readLock(join(folder, name)))
      .filter((lock) => lock !== null);
  } catch {
    return [];
  }
}

/** True while a process of this id runs, whosever it is. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** On Linux a process that has been killed answers signals until its parent has taken notice. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The state follows the name, which stands in parentheses and may hold any character.
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/** The metrics page that a supervisor offers to a browser. */
export const pageUrl = (lock: SupervisorLock, store: string): string =>
  `http://127.0.0.1:${lock.port}/?token=${lock.token}&store=${encodeURIComponent(store)}`;

function isLock(value: unknown): value is SupervisorLock {
  if (typeof value !== 'object' || value === null) return false;
  const lock = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(lock['pid']) &&
    (lock['pid'] as number) > 0 &&
    Number.isSafeInteger(lock['port']) &&
    typeof lock['token'] === 'string' &&
    typeof lock['version'] === 'string' &&
    typeof lock['protocol'] === 'number'
  );
}
