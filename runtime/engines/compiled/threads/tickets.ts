/**
 * What threads agree by. The foreman lets tickets for the calls of a stage out and waits until all of them are made;
 * whoever is free takes a ticket. A thread that is not there takes none, and is not waited for.
 */

/** Places in the shared words, far enough apart for each to have a line of a cache for itself. */
const APART = 32;
const WORD = {
  /** A bit for each ticket that can be taken. */
  open: 0,
  /** Calls that are still to be made; waited at by the foreman. */
  left: 1 * APART,
  /** Counts the stages; waited at by threads that have nothing to do. */
  round: 2 * APART,
  /** What the tickets are for: what stands here changes only while none is out. */
  job: 3 * APART,
  stage: 3 * APART + 1,
  count: 3 * APART + 2,
  /** How many threads sleep. */
  asleep: 4 * APART,
  foremanAsleep: 5 * APART,
  /** Calls of the stage that broke off. */
  failures: 6 * APART,
} as const;
const WORDS = 7 * APART;

/** Tickets of a stage at most. */
export const MOST_TICKETS = 30;

/** Looks at a word before a thread sleeps: some 50 µs, as long as it takes to wake one. */
const LOOKS = 10_000;

/** A call to be made. */
export interface Ticket {
  readonly job: number;
  readonly stage: number;
  /** The call's place in its stage. */
  readonly place: number;
}

/** The words in which it is all written down; to be handed to the threads. */
export const allocateWords = (): Int32Array =>
  new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * WORDS));

/**
 * Takes a ticket where one is out, otherwise gives null.
 *
 * @param share of the stage, from 0 to 1, where the thread looks first: one that makes the same calls each time has their
 *   numbers in its cache
 */
export function takeTicket(words: Int32Array, share: number): Ticket | null {
  for (;;) {
    const open = Atomics.load(words, WORD.open);
    if (open === 0) return null;
    const count = Atomics.load(words, WORD.count);
    const place = firstFrom(open, Math.floor(share * count));
    const taken = Atomics.compareExchange(words, WORD.open, open, open & ~(1 << place));
    if (taken !== open) continue;
    // Until this call is made, the foreman lets no others out.
    return { job: Atomics.load(words, WORD.job), stage: Atomics.load(words, WORD.stage), place };
  }
}

/** The place of the first bit that is set from a place on; else of the first of all. There is one. */
function firstFrom(bits: number, place: number): number {
  const later = bits & (-1 << place);
  return 31 - Math.clz32(later === 0 ? bits & -bits : later & -later);
}

/** Says that a ticket's call is made, or broke off. */
export function handIn(words: Int32Array, brokeOff = false): void {
  if (brokeOff) Atomics.add(words, WORD.failures, 1);
  Atomics.sub(words, WORD.left, 1);
  if (Atomics.load(words, WORD.foremanAsleep) > 0) Atomics.notify(words, WORD.left);
}

/** Waits until there are tickets to take. */
export function awaitTickets(words: Int32Array): void {
  const round = Atomics.load(words, WORD.round);
  if (Atomics.load(words, WORD.open) !== 0) return;
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, WORD.round) !== round) return;
  Atomics.add(words, WORD.asleep, 1);
  // Who is woken has been counted off by the foreman.
  if (Atomics.wait(words, WORD.round, round) !== 'ok') Atomics.sub(words, WORD.asleep, 1);
}

/** The foreman's: lets tickets for a stage out, when all that were out before have been handed in. */
export function letOut(words: Int32Array, job: number, stage: number, count: number): void {
  Atomics.store(words, WORD.job, job);
  Atomics.store(words, WORD.stage, stage);
  Atomics.store(words, WORD.count, count);
  Atomics.store(words, WORD.failures, 0);
  Atomics.store(words, WORD.left, count);
  Atomics.store(words, WORD.open, (1 << count) - 1);
  Atomics.add(words, WORD.round, 1);
  if (Atomics.load(words, WORD.asleep) === 0) return;
  Atomics.sub(words, WORD.asleep, Atomics.notify(words, WORD.round));
}

/** The foreman's: waits until all tickets have been handed in. Gives how many were of calls that broke off. */
export function awaitHandedIn(words: Int32Array): number {
  for (let look = 0; look < LOOKS && Atomics.load(words, WORD.left) > 0; look++);
  Atomics.store(words, WORD.foremanAsleep, 1);
  for (;;) {
    const left = Atomics.load(words, WORD.left);
    if (left === 0) break;
    Atomics.wait(words, WORD.left, left);
  }
  Atomics.store(words, WORD.foremanAsleep, 0);
  return Atomics.load(words, WORD.failures);
}
