import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { bareSpec, type RunSpec } from '../protocol/runs';
import type { FromTrainer, ToTrainer, TrainerJob, TrainerRows } from './messages';

const ENTRY = join(__dirname, '..', '..', 'dist', 'trainer.js');

export const SGD = 'def train(w, g, lr):\n    return lr * g\n';

/** A small run on the spirals. */
export const spec = (change: Partial<RunSpec> = {}): RunSpec => ({
  ...bareSpec('sgd', 'spirals'),
  program: { name: 'sgd', path: null, text: SGD },
  steps: 12,
  batch: 16,
  seed: 1,
  lr: 0.1,
  logEvery: 1,
  backend: 'tfjs-cpu',
  ...change,
});

/** A trainer as the supervisor has it: forked from the bundle, with everything it says. */
export class Trainer {
  readonly heard: FromTrainer[] = [];
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly #listeners = new Set<() => void>();

  constructor(
    folder: string,
    runSpec: RunSpec,
    env: Readonly<Record<string, string>> = {},
    job: Partial<TrainerJob> = {},
  ) {
    this.child = fork(ENTRY, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, ...env },
    });
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.on('message', (message) => {
      this.heard.push(message as FromTrainer);
      for (const listener of this.#listeners) listener();
    });
    const begin = { checkpoint: null, again: false, changes: [] };
    this.send({ kind: 'job', run: 'r', folder, spec: runSpec, ...begin, ...job });
  }

  send(message: ToTrainer): void {
    this.child.send(message);
  }

  /** Resolves with the first message of a kind, which may have come already. */
  async first<K extends FromTrainer['kind']>(kind: K): Promise<Extract<FromTrainer, { kind: K }>> {
    for (;;) {
      const found = this.heard.find((message) => message.kind === kind);
      if (found) return found as Extract<FromTrainer, { kind: K }>;
      await new Promise<void>((resolve, reject) => {
        const listener = (): void => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
        void this.exited.then(() => reject(new Error(`the trainer left without saying "${kind}"`)));
      });
    }
  }

  /** The streamed values of a tag, in order. */
  values(tag: string): number[] {
    const rows = this.heard.filter((message): message is TrainerRows => message.kind === 'rows');
    const tags = rows.flatMap(({ newTags }) => newTags);
    const index = tags.indexOf(tag);
    return rows.flatMap(({ tags: indices, values }) =>
      Array.from(values).filter((_, i) => indices[i] === index),
    );
  }
}
