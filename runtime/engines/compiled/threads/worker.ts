/** A thread of a crew: makes calls of modules in a memory that all share, as tickets for them are let out. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { callsOf, type Job, type MadeCall } from './calls';
import type { Failure, WorkerData } from './crew';
import { awaitTickets, handIn, takeTicket } from './tickets';

const { words, share, failures } = workerData as WorkerData;
const jobs = new Map<number, readonly (readonly MadeCall[])[]>();

/** A job is always told of before its first tickets are out. */
function stagesOf(id: number): readonly (readonly MadeCall[])[] {
  for (;;) {
    const known = jobs.get(id);
    if (known) return known;
    const told = receiveMessageOnPort(parentPort!);
    if (!told) throw new Error('A thread was given a call of a job that it has not heard of.');
    const job = told.message as Job;
    jobs.set(job.id, callsOf(job));
  }
}

for (;;) {
  const ticket = takeTicket(words, share);
  if (ticket === null) {
    awaitTickets(words);
    continue;
  }
  let brokeOff = false;
  try {
    stagesOf(ticket.job)[ticket.stage]![ticket.place]!();
  } catch (error) {
    const { name, message } = error as Error;
    failures.postMessage({ name, message } satisfies Failure);
    brokeOff = true;
  }
  handIn(words, brokeOff);
}
