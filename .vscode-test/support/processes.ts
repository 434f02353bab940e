import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

/** The environment variable by which a test knows the processes that it started, and theirs. */
export const MARK = 'OPTISCOPE_TEST_MARK';

/** Command lines of the living processes that carry a mark in their environment. */
export function markedProcesses(mark: string): string[] {
  if (!existsSync('/proc/self/environ')) return markedByPs(mark);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => readQuietly(`/proc/${pid}/environ`).includes(`${MARK}=${mark}`))
    .map((pid) => `${pid} ${readQuietly(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
}

/** A process may leave between being listed and being read. */
function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const markedByPs = (mark: string): string[] =>
  execFileSync('ps', ['-Eww', '-ax', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`${MARK}=${mark}`));

export interface ChildProcess {
  readonly pid: number;
  readonly command: string;
}

/** The living children of a process. */
export const childProcesses = (parent: number): ChildProcess[] =>
  execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, ppid, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return Number(ppid) === parent ? [{ pid: Number(pid), command: command! }] : [];
    });
