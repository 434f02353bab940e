/** So many steps lie at least between two that are looked at. */
const LOOK_EVERY = 10;
/** What looking may take of the time, and milliseconds that it may take before that is asked. */
const SHARE = 0.1;
const ALLOWANCE = 500;
/** How much the newest duration of a plain step counts in the mean. */
const WEIGHT = 0.1;

/** Decides which steps are looked at for numbers that are not finite, though nobody has asked to see any. */
export class Looking {
  private readonly every: number;
  private plain: number | null = null;
  private time = 0;
  private spent = 0;

  /** @param logEvery steps between two logged ones: those that are looked at are logged, too */
  constructor(logEvery: number) {
    this.every = logEvery * Math.ceil(LOOK_EVERY / logEvery);
  }

  isDue(step: number): boolean {
    return step % this.every === 0 && this.spent <= ALLOWANCE + SHARE * this.time;
  }

  /** Takes note of a step, of its milliseconds, and whether it was looked at. */
  made(took: number, looked: boolean): void {
    this.time += took;
    if (looked) this.spent += Math.max(0, took - (this.plain ?? 0));
    else this.plain = this.plain === null ? took : this.plain + WEIGHT * (took - this.plain);
  }
}
