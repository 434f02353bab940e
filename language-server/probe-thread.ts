import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../language';
import type { RunProbes } from './probing';

/** Beside the server's own bundle. */
const WORKER = join(__dirname, 'probe-worker.js');
/** Probes are bounded in steps; this is for a machine on which even those take too long. */
const LONGEST_MS = 30_000;

/** Runs probes in a thread of their own, which is ended when they are no longer wanted. */
export const probeInThread: RunProbes = (request) => {
  const worker = new Worker(WORKER, { workerData: request });
  const tooLong = setTimeout(() => void worker.terminate(), LONGEST_MS);
  const found = new Promise<readonly Diagnostic[] | null>((resolve) => {
    worker.once('message', resolve);
    // A thread that fails must not take the server along: nothing has been found.
    worker.once('error', () => resolve(null));
    worker.once('exit', () => {
      clearTimeout(tooLong);
      resolve(null);
    });
  });
  return { found, cancel: () => void worker.terminate() };
};
