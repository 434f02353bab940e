/** The points of one tag of one run, in the order in which they were logged. Grows at the end only. */
export class Column {
  private steps = new Float64Array(FIRST_CAPACITY);
  private wallTimes = new Float64Array(FIRST_CAPACITY);
  private values = new Float32Array(FIRST_CAPACITY);
  private count = 0;

  get length(): number {
    return this.count;
  }

  append(step: number, wallTime: number, value: number): void {
    if (this.count === this.steps.length) this.grow();
    this.steps[this.count] = step;
    this.wallTimes[this.count] = wallTime;
    this.values[this.count] = value;
    this.count++;
  }

  /** Points `[first, end)`: views, valid until the next `append`. */
  slice(first: number, end: number): Points {
    return {
      steps: this.steps.subarray(first, end),
      wallTimes: this.wallTimes.subarray(first, end),
      values: this.values.subarray(first, end),
    };
  }

  private grow(): void {
    const capacity = 2 * this.steps.length;
    this.steps = grown(this.steps, new Float64Array(capacity));
    this.wallTimes = grown(this.wallTimes, new Float64Array(capacity));
    this.values = grown(this.values, new Float32Array(capacity));
  }
}

const FIRST_CAPACITY = 64;

export interface Points {
  readonly steps: Float64Array;
  /** Seconds since 1970. */
  readonly wallTimes: Float64Array;
  readonly values: Float32Array;
}

function grown<T extends Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
