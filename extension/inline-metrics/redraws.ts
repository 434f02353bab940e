import { clock, type Clock } from '../clock';

/**
 * Draws when asked to: the first time at once, and not again before a while has passed, however often it is asked; the
 * last wish is always carried out. It can be held back for a time, as while somebody types.
 */
export class Redraws {
  #pending: { dispose(): void } | null = null;
  #earliest = 0;

  constructor(
    private readonly every: number,
    private readonly draw: () => void,
    private readonly time: Clock = clock,
  ) {}

  soon(): void {
    if (this.#pending !== null) return;
    const wait = this.#earliest - this.time.now();
    if (wait <= 0) this.now();
    else
      this.#pending = this.time.after(wait, () => {
        this.#pending = null;
        this.soon();
      });
  }

  /** Draws whatever was drawn last. */
  now(): void {
    this.#pending?.dispose();
    this.#pending = null;
    this.#earliest = this.time.now() + this.every;
    this.draw();
  }

  /** Nothing that is only wished for is drawn for so many milliseconds. */
  hold(ms: number): void {
    this.#earliest = Math.max(this.#earliest, this.time.now() + ms);
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#pending = null;
  }
}

/**
 * Asks somebody else to draw, who takes his time and begins anew when he is asked again: not before he has answered,
 * or is taken to have forgotten. The last wish is always passed on.
 */
export class Requests {
  #pending: { dispose(): void } | null = null;
  #wished = false;

  constructor(
    private readonly patience: number,
    private readonly ask: () => void,
    private readonly time: Clock = clock,
  ) {}

  soon(): void {
    if (this.#pending !== null) {
      this.#wished = true;
      return;
    }
    this.#wished = false;
    this.#pending = this.time.after(this.patience, () => this.answered());
    this.ask();
  }

  answered(): void {
    this.#pending?.dispose();
    this.#pending = null;
    if (this.#wished) this.soon();
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#pending = null;
    this.#wished = false;
  }
}
