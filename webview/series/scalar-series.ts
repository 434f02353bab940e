import type { ScalarBlock } from '../../runtime/protocol/frames';

const FIRST_CAPACITY = 256;

/** What became of a block: its points were new, were all known already, or points before them are missing. */
export type Acceptance = 'appended' | 'repeated' | 'gap';

/**
 * One metric of one run: every point that came, in order, once. Grows in place; the arrays that it hands out are
 * views that stay valid and unchanged, since points are only ever added.
 */
export class ScalarSeries {
  length = 0;
  /** Over the finite values; Infinity and -Infinity while there is none. */
  min = Infinity;
  max = -Infinity;
  notFinite = 0;
  private stepBuffer = new Float64Array(FIRST_CAPACITY);
  private timeBuffer = new Float64Array(FIRST_CAPACITY);
  private valueBuffer = new Float32Array(FIRST_CAPACITY);

  get steps(): Float64Array {
    return this.stepBuffer.subarray(0, this.length);
  }
  /** Seconds since 1970. */
  get wallTimes(): Float64Array {
    return this.timeBuffer.subarray(0, this.length);
  }
  get values(): Float32Array {
    return this.valueBuffer.subarray(0, this.length);
  }
  get last(): number | undefined {
    return this.length > 0 ? this.valueBuffer[this.length - 1] : undefined;
  }

  /** Takes the points of a block that are not known yet; takes nothing when there is a gap before it. */
  accept(block: Pick<ScalarBlock, 'first' | 'steps' | 'wallTimes' | 'values'>): Acceptance {
    if (block.first > this.length) return 'gap';
    const known = this.length - block.first;
    const count = block.steps.length - known;
    if (count <= 0) return 'repeated';
    this.reserve(this.length + count);
    this.stepBuffer.set(block.steps.subarray(known), this.length);
    this.timeBuffer.set(block.wallTimes.subarray(known), this.length);
    this.valueBuffer.set(block.values.subarray(known), this.length);
    for (let i = this.length; i < this.length + count; i++) this.note(this.valueBuffer[i]!);
    this.length += count;
    return 'appended';
  }

  private note(value: number): void {
    if (!Number.isFinite(value)) this.notFinite++;
    else {
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
    }
  }

  private reserve(size: number): void {
    if (size <= this.stepBuffer.length) return;
    const capacity = Math.max(size, 2 * this.stepBuffer.length);
    const grow = <T extends Float64Array | Float32Array>(next: T, old: T): T => {
      next.set(old);
      return next;
    };
    this.stepBuffer = grow(new Float64Array(capacity), this.stepBuffer);
    this.timeBuffer = grow(new Float64Array(capacity), this.timeBuffer);
    this.valueBuffer = grow(new Float32Array(capacity), this.valueBuffer);
  }
}
