import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Program } from '../language';
import type { Recognize } from './recognitions';

/** Beside the server's own bundle. */
const WORKER = join(__dirname, 'recognition-worker.js');

/** What goes to the thread, and what comes back. */
export interface Question {
  readonly id: number;
  readonly program: Program;
}
export interface Answer {
  readonly id: number;
  readonly found: string | null;
}

/** Recognises programs in a thread of its own, which is started for the first one: to know the gallery takes a second. */
export class RecognitionThread {
  #worker: Worker | null = null;
  #last = 0;
  readonly #waiting = new Map<number, (found: string | null) => void>();

  readonly recognize: Recognize = (program) =>
    new Promise((resolve) => {
      const question: Question = { id: ++this.#last, program };
      this.#waiting.set(question.id, resolve);
      this.#thread().postMessage(question);
    });

  #thread(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(WORKER);
    worker.unref();
    worker.on('message', ({ id, found }: Answer) => {
      this.#waiting.get(id)?.(found);
      this.#waiting.delete(id);
    });
    // A thread that fails must not take the server along: nothing is recognised, and the next question starts another.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      this.#worker = null;
      for (const resolve of this.#waiting.values()) resolve(null);
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }
}
