import type { PointArrays } from '../protocol/frames';
import { Extremes } from './extremes';
import { NotFinite } from './not-finite';

const FIRST_CAPACITY = 64;
/** Room for as many points is doubled when it is full; beyond it gets a quarter more, since most of it would stay empty. */
const LARGE = 16_384;

/** Points in memory of their own. */
export interface OwnedPoints extends PointArrays {
  readonly steps: Float64Array<ArrayBuffer>;
  readonly wallTimes: Float64Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
}

/** The points of one tag of one run, in the order in which they were logged. */
export class Column {
  private stepBuffer = new Float64Array(FIRST_CAPACITY);
  private timeBuffer = new Float64Array(FIRST_CAPACITY);
  private valueBuffer = new Float32Array(FIRST_CAPACITY);
  private count = 0;
  private readonly pyramid = new Extremes();
  readonly notFinite = new NotFinite();
  private revisions = 0;
  /** Whether no step is lower than the one before; and no wall time. */
  stepsAscend = true;
  timesAscend = true;

  get length(): number {
    return this.count;
  }

  /** Counts the times at which points were taken away again. */
  get revision(): number {
    return this.revisions;
  }

  /** All points: views, valid until the next change. */
  get points(): PointArrays {
    return this.slice(0, this.count);
  }

  /** The pyramid over the values, up to date. */
  get extremes(): Extremes {
    this.pyramid.extend(this.valueBuffer, this.count);
    return this.pyramid;
  }

  append(step: number, wallTime: number, value: number): void {
    const at = this.count;
    if (at === this.stepBuffer.length)
      this.reserve(at < LARGE ? Math.max(FIRST_CAPACITY, 2 * at) : Math.ceil(1.25 * at));
    if (at > 0) {
      if (step < this.stepBuffer[at - 1]!) this.stepsAscend = false;
      if (wallTime < this.timeBuffer[at - 1]!) this.timesAscend = false;
    }
    this.stepBuffer[at] = step;
    this.timeBuffer[at] = wallTime;
    this.valueBuffer[at] = value;
    // The subtraction is 0 for a finite value only.
    if (value - value !== 0) this.notFinite.note(at, value);
    this.count = at + 1;
  }

  /** Takes over points into an empty column, with their memory. */
  fill({ steps, wallTimes, values }: OwnedPoints): void {
    this.stepBuffer = steps;
    this.timeBuffer = wallTimes;
    this.valueBuffer = values;
    this.count = steps.length;
    this.stepsAscend = ascends(steps);
    this.timesAscend = ascends(wallTimes);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value - value !== 0) this.notFinite.note(i, value);
    }
  }

  /** Points `[first, end)`: views, valid until the next change. */
  slice(first: number, end: number): PointArrays {
    return {
      steps: this.stepBuffer.subarray(first, end),
      wallTimes: this.timeBuffer.subarray(first, end),
      values: this.valueBuffer.subarray(first, end),
    };
  }

  /**
   * Takes away all points at `step` or later: the run began again there. Returns the index from which on the column
   * has changed; its length where it has not.
   */
  supersede(step: number): number {
    let changed = 0;
    while (changed < this.count && this.stepBuffer[changed]! < step) changed++;
    if (changed === this.count) return changed;
    const later = this.slice(changed, this.count);
    const kept = [...later.steps.keys()].filter((i) => later.steps[i]! < step);
    const [steps, times, values] = [
      kept.map((i) => later.steps[i]!),
      kept.map((i) => later.wallTimes[i]!),
      kept.map((i) => later.values[i]!),
    ];
    this.truncate(changed);
    for (let i = 0; i < kept.length; i++) this.append(steps[i]!, times[i]!, values[i]!);
    return changed;
  }

  /** Makes room for as many points. */
  reserve(capacity: number): void {
    if (capacity <= this.stepBuffer.length) return;
    this.stepBuffer = grown(this.stepBuffer, new Float64Array(capacity));
    this.timeBuffer = grown(this.timeBuffer, new Float64Array(capacity));
    this.valueBuffer = grown(this.valueBuffer, new Float32Array(capacity));
  }

  private truncate(length: number): void {
    this.count = length;
    this.revisions++;
    this.pyramid.truncate(length);
    this.notFinite.truncate(length);
    this.stepsAscend = ascends(this.stepBuffer.subarray(0, length));
    this.timesAscend = ascends(this.timeBuffer.subarray(0, length));
  }
}

function ascends(numbers: Float64Array): boolean {
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}

function grown<T extends Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
