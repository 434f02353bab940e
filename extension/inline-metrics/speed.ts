/** Over so many milliseconds a speed is measured: long enough to stand still, short enough to follow. */
const WINDOW_MS = 4000;
/** In less time nothing can be said. */
const SHORTEST_MS = 300;

/** How fast a run goes, from what it was seen to have done at which time. */
export class Speed {
  private readonly seen: { readonly step: number; readonly at: number }[] = [];

  /** @param at milliseconds, of any clock */
  note(step: number, at: number): void {
    const last = this.seen.at(-1);
    // It has begun again at an earlier step, as from a checkpoint.
    if (last !== undefined && step < last.step) this.forget();
    if (step === this.seen.at(-1)?.step) return;
    this.seen.push({ step, at });
    while (this.seen.length > 2 && at - this.seen[1]!.at >= WINDOW_MS) this.seen.shift();
  }

  /** What came before does not count, as before a pause. */
  forget(): void {
    this.seen.length = 0;
  }

  /** Steps a second; null while that is not known. */
  get perSecond(): number | null {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < SHORTEST_MS) return null;
    return (1000 * (last.step - first.step)) / (last.at - first.at);
  }
}
