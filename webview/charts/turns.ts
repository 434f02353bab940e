/** Script time of a frame that charts may take: beside it there are points to take in and a panel to be kept up. */
const BUDGET_MS = 3;
/** The same while there are some that have drawn nothing yet: what is empty is waited for. */
const FIRST_BUDGET_MS = 30;

/**
 * Lets those draw that have something new, each in its turn: as many in a frame as there is time for, the others in
 * the next ones. However much there is to draw, a frame takes little longer than its longest drawing.
 */
export class Turns<K> {
  /** Those that have waited longest first. */
  private readonly waiting = new Map<K, () => void>();
  /** Those that have drawn before. */
  private readonly drawn = new Set<K>();
  private frame: unknown = null;
  private spent = 0;
  private scheduled = false;

  /**
   * @param frameOf what is the same during a frame, and another in the next
   */
  constructor(
    private readonly nextFrame: (callback: () => void) => void,
    private readonly frameOf: () => unknown,
    private readonly now: () => number,
  ) {}

  /** Draws when it is the turn of `who`, at the earliest once the caller is done; a later wish takes an earlier one's place. */
  ask(who: K, draw: () => void): void {
    this.waiting.set(who, draw);
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => this.serve());
  }

  /** It has nothing to draw any more. */
  withdraw(who: K): void {
    this.waiting.delete(who);
    this.drawn.delete(who);
  }

  private serve(): void {
    const frame = this.frameOf();
    if (frame !== this.frame) this.spent = 0;
    this.frame = frame;
    try {
      for (const [who, draw] of this.waiting) {
        if (this.spent >= (this.drawn.has(who) ? BUDGET_MS : FIRST_BUDGET_MS)) break;
        this.waiting.delete(who);
        this.drawn.add(who);
        const begun = this.now();
        draw();
        this.spent += this.now() - begun;
      }
    } finally {
      // Also when one of them failed.
      this.scheduled = this.waiting.size > 0;
      if (this.scheduled) this.nextFrame(() => this.serve());
    }
  }
}
