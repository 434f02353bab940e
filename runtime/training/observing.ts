import type { Observation, Watched } from '../../language';
import type { StepFigures } from '../protocol/statements';

/** What observing may take of the time. */
const SHARE = 0.1;
/** Figures are told at most this often; milliseconds. */
const INTERVAL = 100;
/** What an observed step takes beside a plain one, until it is known. */
const USUAL_RATIO = 2;
/** How much the newest duration counts in the mean. */
const WEIGHT = 0.1;

/** Decides which steps of a run are observed, while somebody wants to know, and makes of them what is told. */
export class Observing {
  private wanted = false;
  private fresh = true;
  private plain: number | null = null;
  private seen: number | null = null;
  private toldAt = -Infinity;
  private before: readonly (number | null)[] = [];

  /**
   * @param tell gets the figures of a step, and how many steps lie between two that are observed
   * @param now milliseconds that only grow
   */
  constructor(
    private readonly watched: Watched,
    private readonly tell: (every: number, figures: StepFigures) => void,
    private readonly now: () => number,
  ) {}

  /** Whether somebody wants to know; the next step is observed then. */
  want(wanted: boolean): void {
    this.wanted = wanted;
    this.fresh = wanted;
  }

  isDue(step: number): boolean {
    const known = this.plain !== null && step % this.every === 0;
    return this.wanted && (this.fresh || known);
  }

  /** Of so many steps one is observed: at most a tenth of the time goes there, and ten are in a second. */
  get every(): number {
    const { plain, seen } = this;
    if (plain === null) return Math.ceil((USUAL_RATIO - 1) / SHARE);
    const ratio = seen === null ? USUAL_RATIO : seen / plain;
    const cheap = (ratio - 1) / SHARE;
    return rounded(Math.max(1, cheap, INTERVAL / plain));
  }

  /** Takes note of a step. `observation`: what its values have been, if it was observed. */
  made(step: number, took: number, observation: Observation | null): void {
    if (!this.wanted) return;
    if (observation === null) {
      this.plain = mean(this.plain, took);
      return;
    }
    // The first one has been compiled just now.
    if (!this.fresh) this.seen = mean(this.seen, took);
    const due = this.fresh || this.now() - this.toldAt >= INTERVAL;
    this.fresh = false;
    if (!due) return;
    this.toldAt = this.now();
    const { slots } = this.watched;
    const sizes = slots.map((value) =>
      value === null ? null : (observation[value]!.whole?.rms ?? null),
    );
    const drift = sizes.map((size, i) => change(this.before[i] ?? null, size));
    this.before = sizes;
    this.tell(this.every, { step, statements: observation, drift });
  }
}

const mean = (before: number | null, now: number): number =>
  before === null ? now : before + WEIGHT * (now - before);

const change = (before: number | null, now: number | null): number | null =>
  before === null || now === null || before === 0 ? null : now / before - 1;

/** 1, 2, 5, 10, 20, …: hardly smaller, and the same for durations that differ a little. */
function rounded(count: number): number {
  const power = 10 ** Math.floor(Math.log10(count));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= 0.99 * count)!;
}
