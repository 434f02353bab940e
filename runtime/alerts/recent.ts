/** The middle of some numbers, the lower one of two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? NaN;
}

/** The last numbers of a series, at most so many, oldest first. */
export class Recent {
  readonly #values: number[] = [];

  constructor(private readonly most: number) {}

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.most) this.#values.shift();
  }

  clear(): void {
    this.#values.length = 0;
  }

  get isFull(): boolean {
    return this.#values.length === this.most;
  }

  get values(): readonly number[] {
    return this.#values;
  }

  get lowest(): number {
    return Math.min(...this.#values);
  }

  get middle(): number {
    return median(this.#values);
  }
}

/** Logged steps that say where a loss began, and where it is: a mini-batch's loss is tossed about by a tenth. */
const BEGINNING = 5;
const NOW = 20;
/** The share of its beginning by which a loss must be lower for it to have come down. */
const FALLEN = 0.1;

/** Whether a noisy loss has come down since its run began. */
export class Descent {
  readonly #beginning: number[] = [];
  readonly #recent = new Recent(NOW);

  add(loss: number): void {
    if (this.#beginning.length < BEGINNING) this.#beginning.push(loss);
    this.#recent.add(loss);
  }

  get hasFallen(): boolean {
    const first = median(this.#beginning);
    return this.#recent.middle < first - FALLEN * Math.abs(first);
  }
}

/** How often in a row something has been so. */
export class Streak {
  #length = 0;

  /** Returns the length after this one. */
  count(isSo: boolean): number {
    this.#length = isSo ? this.#length + 1 : 0;
    return this.#length;
  }
}
