/** Runs before the first trial: until then code is being made faster. */
const WARM_UP = 5;
/** So often each way is tried, without a change: one way leaves the numbers in other caches than the other wants them. */
const TRIES = 8;
/** So many times what a trial has cost is gone on with its winner: trying takes at most that share of the time. */
const WORTH = 50;
/** Working together takes other cores, too: it has to take at most this share of the time. */
const WORTHWHILE = 0.9;

export type Way = 'alone' | 'together';

/**
 * Finds out whether something that is done again and again is done faster alone or together, and again from time to
 * time, since it depends on what else the machine does. Both must give the same.
 */
export class Choice {
  /** What the trial under way has taken. */
  private readonly taken: Record<Way, number> = { alone: 0, together: 0 };
  private tries = -WARM_UP;
  private winner: Way = 'alone';
  /** Time to go on with the winner before the next trial. */
  private left = 0;

  /** How to do it now. */
  get way(): Way {
    if (this.left > 0) return this.winner;
    return this.tries < TRIES ? 'alone' : 'together';
  }

  /** How long it took, in any unit, the way that was said. */
  took(time: number): void {
    if (this.left > 0) {
      this.left -= time;
      return;
    }
    if (this.tries >= 0) this.taken[this.way] += time;
    this.tries++;
    if (this.tries === 2 * TRIES) this.decide();
  }

  private decide(): void {
    const { alone, together } = this.taken;
    this.winner = together < WORTHWHILE * alone ? 'together' : 'alone';
    this.left = WORTH * Math.max(Math.abs(together - alone), alone / TRIES);
    this.tries = this.taken.alone = this.taken.together = 0;
  }
}
