import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Stepper } from './in-turns';

/** PyTorch at work in a process of its own. */
export interface Torch {
  readonly version: string;
  /** Answers a line with milliseconds. */
  readonly stepper: (request: string) => Stepper;
  stop(): void;
}

/**
 * Starts PyTorch with a script that prints its version, then answers each line of its input with one number; null where
 * no Python with torch is found.
 */
export async function startTorch(script: string): Promise<Torch | null> {
  for (const python of ['/usr/bin/python3', 'python3', 'python']) {
    const child: ChildProcessWithoutNullStreams = spawn(python, ['-c', script]);
    child.on('error', () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) continue;
    return {
      version: first.value,
      stepper: (request) => async () => {
        child.stdin.write(`${request}\n`);
        return Number((await lines.next()).value);
      },
      stop: () => child.stdin.end(),
    };
  }
  return null;
}
