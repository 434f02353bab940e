import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Crew } from '../../../../language';
import { callsOf, type Job, type MadeCall } from './calls';
import { found } from '../../found';
import { Choice, type Way } from './choice';
import { allocateWords, awaitHandedIn, handIn, letOut, takeTicket } from './tickets';

export interface WorkerData {
  readonly words: Int32Array;
  /** Where in a stage it looks for tickets first. */
  readonly share: number;
  /** Where a thread tells of what broke off. */
  readonly failures: MessagePort;
}

/** An error of another thread. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** A crew that finds out by itself whether working together pays, and has to be ended. */
export interface WorkerCrew extends Crew {
  /**
   * Does something that is done again and again, and in it what was prepared: together where that has turned out to take
   * less time than alone. Outside of it everything is done alone.
   *
   * @param what tells what is done from what else is
   */
  timed<T>(what: string, work: () => T): T;
  dispose(): void;
}

/** Beside the bundle of the process. */
const ENTRY = join(__dirname, 'crew.js');

/**
 * A crew of the caller's thread and others, which are started with the first job for several. They keep no process
 * alive; until they are up, and where they cannot be started, calls are made without them.
 *
 * @param entry the file that the threads run
 * @param newChoice decides for one thing that is done again and again
 */
export function createCrew(
  size: number,
  entry = ENTRY,
  newChoice: () => Pick<Choice, 'way' | 'took'> = () => new Choice(),
): WorkerCrew {
  const words = allocateWords();
  const threads: { readonly worker: Worker; readonly failures: MessagePort }[] = [];
  const choices = new Map<string, ReturnType<typeof newChoice>>();
  let way: Way = 'alone';
  let jobs = 0;

  const start = (): void => {
    while (threads.length < size - 1) {
      const { port1: failures, port2: told } = new MessageChannel();
      const share = (threads.length + 1) / size;
      const workerData: WorkerData = { words, share, failures: told };
      const worker = new Worker(entry, { workerData, transferList: [told] });
      // Nobody waits for a thread that has taken no ticket.
      worker.on('error', () => undefined);
      worker.unref();
      failures.unref();
      threads.push({ worker, failures });
    }
  };

  /** What broke off in other threads since this was last asked. */
  const failuresElsewhere = (): Error[] =>
    threads.flatMap(({ failures }) => {
      const heard: Error[] = [];
      for (let told = receiveMessageOnPort(failures); told; told = receiveMessageOnPort(failures)) {
        const { name, message } = told.message as Failure;
        heard.push(Object.assign(new Error(message), { name }));
      }
      return heard;
    });

  const together = (job: number, stage: number, calls: readonly MadeCall[]): void => {
    letOut(words, job, stage, calls.length);
    const brokenOff: unknown[] = [];
    for (let ticket = takeTicket(words, 0); ticket; ticket = takeTicket(words, 0)) {
      try {
        calls[ticket.place]!();
      } catch (error) {
        brokenOff.push(error);
      }
      handIn(words);
    }
    if (awaitHandedIn(words) > 0) brokenOff.push(...failuresElsewhere());
    if (brokenOff.length > 0) throw brokenOff[0];
  };

  return {
    size,

    prepare(module, memory, stages) {
      const job: Job = { id: jobs++, module, memory, stages };
      const calls = callsOf(job);
      const alone = (): void => calls.forEach((stage) => stage.forEach((call) => call()));
      if (stages.every(({ length }) => length < 2)) return alone;
      start();
      threads.forEach(({ worker }) => worker.postMessage(job));
      return () => {
        if (way === 'alone') alone();
        else
          calls.forEach((stage, place) => {
            if (stage.length > 1) together(job.id, place, stage);
            else stage[0]?.();
          });
      };
    },

    timed(what, work) {
      if (threads.length === 0) return work();
      const choice = found(choices, what, newChoice);
      way = choice.way;
      const begun = performance.now();
      try {
        return work();
      } finally {
        choice.took(performance.now() - begun);
        way = 'alone';
      }
    },

    dispose() {
      threads.forEach(({ worker }) => void worker.terminate());
    },
  };
}
