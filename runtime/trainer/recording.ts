import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Metrics } from '../training/loop';
import type { FromTrainer } from './messages';
import { RingWriter, allocateRing, type RingMemory } from './ring';

export interface RecorderData {
  /** The run's folder. */
  readonly folder: string;
  readonly ring: RingMemory;
}
export type ToRecorder =
  | { readonly kind: 'tag'; readonly name: string }
  /** Every row has been written into the ring; finish the file. */
  | { readonly kind: 'close' };
export type FromRecorder = FromTrainer | { readonly kind: 'closed' };

/** The way of metrics out of the training loop. */
export interface Recording {
  record(step: number, metrics: Metrics): void;
  /** Resolves when everything is on disk and streamed. */
  finish(): Promise<void>;
}

/** While the last spilled rows wait for the recorder to make room; milliseconds. */
const UNSPILL_INTERVAL = 5;

/**
 * Starts the recorder thread of a run. The disk is the thread's alone, so that a slow one never holds up a step and
 * a long step never holds up the file. The stream to the supervisor passes through this thread's event loop, which
 * alone owns the IPC channel and which the training loop visits at least after every step: what there is to tell
 * is never older than the step under way.
 */
export function startRecording(folder: string, post: (message: FromTrainer) => void): Recording {
  const ring = allocateRing();
  const writer = new RingWriter(ring);
  const data: RecorderData = { folder, ring };
  const worker = new Worker(join(__dirname, 'recorder.js'), { workerData: data });
  const say = (message: ToRecorder): void => worker.postMessage(message);
  const tags = new Map<string, number>();

  const closed = new Promise<void>((resolve) => {
    worker.on('message', (message: FromRecorder) =>
      message.kind === 'closed' ? resolve() : post(message),
    );
    worker.on('error', ({ message }) => {
      post({ kind: 'warning', message: `The recorder of metrics failed (${message}).` });
      resolve();
    });
    worker.on('exit', () => resolve());
  });

  const indexOf = (tag: string): number => {
    const known = tags.get(tag);
    if (known !== undefined) return known;
    tags.set(tag, tags.size);
    say({ kind: 'tag', name: tag });
    return tags.size - 1;
  };

  return {
    record: (step, metrics) =>
      writer.write(
        step,
        Date.now() / 1000,
        Object.keys(metrics).map(indexOf),
        Object.values(metrics),
      ),
    finish: async () => {
      const running = closed.then(() => false);
      const pause = () =>
        new Promise<boolean>((resolve) => setTimeout(() => resolve(true), UNSPILL_INTERVAL));
      while (!writer.unspill() && (await Promise.race([running, pause()])));
      say({ kind: 'close' });
      await closed;
    },
  };
}
