import type { CoarseBlock, ScalarBlock } from '../../runtime/protocol/frames';

const FIRST_CAPACITY = 16;

/** What became of a block: its points were new, were all known already, or points before them are missing. */
export type Acceptance = 'appended' | 'repeated' | 'gap';

type WholePart = Pick<
  ScalarBlock,
  'kind' | 'first' | 'superseded' | 'steps' | 'wallTimes' | 'values'
>;
type CoarsePart = Omit<CoarseBlock, 'subscription' | 'tag' | 'historyComplete'>;

/**
 * One metric of one run. While it is short, every point that came, in order, once; a long one is held as a coarse
 * copy, whose last points are replaced by better ones as the series grows. Grows in place; the arrays that it hands
 * out are views of what there is now.
 */
export class ScalarSeries {
  /** Points that are held here. */
  length = 0;
  /** Points that the series has, held or not. */
  total = 0;
  /** Over the finite values; Infinity and -Infinity while there is none. */
  min = Infinity;
  max = -Infinity;
  /** How many of the points that are held have no finite value. */
  notFinite = 0;
  /** Rises with every change. */
  version = 0;
  /** Rises when points that were there have changed. */
  revision = 0;
  private coarse = false;
  private stepBuffer: Float64Array = new Float64Array(0);
  private timeBuffer: Float64Array = new Float64Array(0);
  private valueBuffer: Float32Array = new Float32Array(0);
  private indexBuffer = new Uint32Array(0);

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
  /** The place of each point in the series; null where all of them are held. */
  get indices(): Uint32Array | null {
    return this.coarse ? this.indexBuffer.subarray(0, this.length) : null;
  }
  get last(): number | undefined {
    return this.length > 0 ? this.valueBuffer[this.length - 1] : undefined;
  }

  /** Takes the points of a block that are not known yet; takes nothing when there is a gap before it. */
  accept(block: WholePart | CoarsePart): Acceptance {
    const acceptance = block.kind === 'coarse' ? this.acceptCoarse(block) : this.acceptWhole(block);
    if (acceptance === 'appended') this.version++;
    return acceptance;
  }

  private acceptWhole(block: WholePart): Acceptance {
    if (block.superseded) {
      if (this.coarse && block.first > 0) return 'gap';
      this.coarse = false;
      this.truncate(Math.min(block.first, this.length));
    }
    if (this.coarse || block.first > this.length) return 'gap';
    const known = this.length - block.first;
    if (block.steps.length <= known) return block.superseded ? 'appended' : 'repeated';
    this.append(block, known);
    this.total = this.length;
    return 'appended';
  }

  private acceptCoarse(block: CoarsePart): Acceptance {
    if (!this.coarse && block.first > 0) return 'gap';
    if (block.first === 0) this.truncate(0);
    else {
      let kept = this.length;
      while (kept > 0 && this.indexBuffer[kept - 1]! >= block.first) kept--;
      this.length = kept;
    }
    this.coarse = true;
    const start = this.length;
    this.append(block, 0);
    this.indexBuffer.set(block.indices, start);
    if (block.total < this.total) this.revision++;
    this.total = block.total;
    return 'appended';
  }

  private append(block: WholePart | CoarsePart, from: number): void {
    const start = this.length;
    if (start === 0 && from === 0) this.adopt(block);
    else {
      this.reserve(start + block.steps.length - from);
      this.stepBuffer.set(block.steps.subarray(from), start);
      this.timeBuffer.set(block.wallTimes.subarray(from), start);
      this.valueBuffer.set(block.values.subarray(from), start);
    }
    this.length += block.steps.length - from;
    this.note(start);
  }

  /** A history mostly comes in one block, whose arrays are nobody else's. */
  private adopt({ steps, wallTimes, values }: WholePart | CoarsePart): void {
    this.stepBuffer = steps;
    this.timeBuffer = wallTimes;
    this.valueBuffer = values;
    if (this.coarse) this.indexBuffer = new Uint32Array(steps.length);
  }

  /** Forgets all points from `length` on. */
  private truncate(length: number): void {
    this.length = this.total = length;
    this.revision++;
    this.min = Infinity;
    this.max = -Infinity;
    this.notFinite = 0;
    this.note(0);
  }

  private note(from: number): void {
    for (let i = from; i < this.length; i++) {
      const value = this.valueBuffer[i]!;
      if (!Number.isFinite(value)) this.notFinite++;
      else {
        if (value < this.min) this.min = value;
        if (value > this.max) this.max = value;
      }
    }
  }

  private reserve(size: number): void {
    const wanted = this.coarse ? size : 0;
    if (size <= this.stepBuffer.length && wanted <= this.indexBuffer.length) return;
    const capacity = Math.max(size, 2 * this.stepBuffer.length, FIRST_CAPACITY);
    const grow = <T extends Float64Array | Float32Array | Uint32Array>(next: T, old: T): T => {
      next.set(old);
      return next;
    };
    this.stepBuffer = grow(new Float64Array(capacity), this.stepBuffer);
    this.timeBuffer = grow(new Float64Array(capacity), this.timeBuffer);
    this.valueBuffer = grow(new Float32Array(capacity), this.valueBuffer);
    if (this.coarse) this.indexBuffer = grow(new Uint32Array(capacity), this.indexBuffer);
  }
}
