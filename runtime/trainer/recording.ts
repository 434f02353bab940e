import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Metrics } from '../training/loop';
import type { FromTrainer } from './messages';
import { RingWriter, allocateRing, type RingMemory } from './ring';

export interface RecorderData {
  /** The run's folder. */
  readonly folder: string;
  readonly ring: RingMemory;
  /** From this step on what the run logged before is superseded; null for one that begins. */
  readonly sessionStart: number | null;
}
/** Values, and the tag of their histogram. */
export interface NamedTensor {
  readonly tag: string;
  readonly values: Float32Array;
}

export type ToRecorder =
  | { readonly kind: 'tag'; readonly name: string }
  /** Log histograms of these; the answer is `counted`. */
  | {
      readonly kind: 'tensors';
      readonly step: number;
      readonly wallTime: number;
      readonly tensors: readonly NamedTensor[];
    }
  /** Hand every row that is in the ring to the disk; the answer is `flushed`. */
  | { readonly kind: 'flush' }
  /** Every row has been written into the ring; finish the file. */
  | { readonly kind: 'close' };
export type FromRecorder =
  | FromTrainer
  | { readonly kind: 'closed' }
  | { readonly kind: 'flushed' }
  | { readonly kind: 'counted' };

/** The way of metrics out of the training loop. */
export interface Recording {
  record(step: number, metrics: Metrics): void;
  /**
   * Logs histograms of these, whose memory is taken over. Resolves once those of the call before have been counted: what
   * waits is bounded.
   */
  recordTensors(step: number, tensors: readonly NamedTensor[]): Promise<void>;
  /** Resolves when everything that has been recorded is with the file system, should this process be killed. */
  flush(): Promise<void>;
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
export function startRecording(
  folder: string,
  sessionStart: number | null,
  post: (message: FromTrainer) => void,
): Recording {
  const ring = allocateRing();
  const writer = new RingWriter(ring);
  const data: RecorderData = { folder, ring, sessionStart };
  const worker = new Worker(join(__dirname, 'recorder.js'), { workerData: data });
  const say = (message: ToRecorder): void => worker.postMessage(message);
  const tags = new Map<string, number>();

  let flushed = (): void => undefined;
  let counted = (): void => undefined;
  let counting: Promise<void> = Promise.resolve();
  const closed = new Promise<void>((resolve) => {
    worker.on('message', (message: FromRecorder) => {
      if (message.kind === 'closed') resolve();
      else if (message.kind === 'flushed') flushed();
      else if (message.kind === 'counted') counted();
      else post(message);
    });
    worker.on('error', ({ message }) => {
      post({ kind: 'warning', message: `The recorder of metrics failed (${message}).` });
      resolve();
    });
    worker.on('exit', () => resolve());
  });

  /** Resolves when all rows are in the ring, or nobody takes them out any more. */
  const unspilled = async (): Promise<void> => {
    const running = closed.then(() => false);
    const pause = () =>
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), UNSPILL_INTERVAL));
    while (!writer.unspill() && (await Promise.race([running, pause()])));
  };

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
    recordTensors: async (step, tensors) => {
      await Promise.race([counting, closed]);
      counting = new Promise((resolve) => (counted = resolve));
      const message: ToRecorder = { kind: 'tensors', step, wallTime: Date.now() / 1000, tensors };
      worker.postMessage(
        message,
        tensors.map(({ values }) => values.buffer as ArrayBuffer),
      );
    },
    flush: async () => {
      await unspilled();
      const done = new Promise<void>((resolve) => (flushed = resolve));
      say({ kind: 'flush' });
      await Promise.race([done, closed]);
    },
    finish: async () => {
      await unspilled();
      say({ kind: 'close' });
      await closed;
    },
  };
}
