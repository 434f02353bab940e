/** The values of a series; NaN and infinities among them are no extremes. */
type Values = Float32Array | Float64Array;

/** Points of a bucket on the lowest level. */
const BASE = 64;
/** Buckets that make one on the next level. */
const FANOUT = 8;
/** In a bucket without a finite value. */
const NONE = 0xffffffff;

/** The buckets of one level that are complete: where the lowest and the highest value of each stand. */
class Level {
  lowest = new Uint32Array(16);
  highest = new Uint32Array(16);
  count = 0;

  push(lowest: number, highest: number): void {
    if (this.count === this.lowest.length) {
      this.lowest = grown(this.lowest);
      this.highest = grown(this.highest);
    }
    this.lowest[this.count] = lowest;
    this.highest[this.count++] = highest;
  }
}

function grown(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(2 * from.length);
  to.set(from);
  return to;
}

/** Indices of the first lowest and the first highest finite value of a range; both -1 where there is none. */
export interface Extreme {
  lowest: number;
  highest: number;
}

/**
 * A pyramid of minima and maxima over a series that grows: any range is answered exactly, in a time that grows with
 * the logarithm of its length.
 */
export class Extremes {
  private readonly levels: Level[] = [new Level()];

  /** Takes in what has come: `length` points of `values`, of which those known before are unchanged. */
  extend(values: Values, length: number): void {
    const base = this.levels[0]!;
    while ((base.count + 1) * BASE <= length) {
      const found = { lowest: -1, highest: -1 };
      scan(values, base.count * BASE, (base.count + 1) * BASE, found);
      base.push(found.lowest >>> 0, found.highest >>> 0);
    }
    for (let i = 0; i < this.levels.length; i++) this.raise(values, i);
  }

  /** Forgets all points from `length` on. */
  truncate(length: number): void {
    let size = BASE;
    for (const level of this.levels) {
      level.count = Math.min(level.count, Math.floor(length / size));
      size *= FANOUT;
    }
  }

  /** Finds the extremes among points `[from, to)`, all of which have been taken in or stand in `values`. */
  within(values: Values, from: number, to: number): Extreme {
    const found = { lowest: -1, highest: -1 };
    let at = from;
    while (at < to) {
      let size = 0;
      let level: Level | null = null;
      for (let i = 0, next = BASE; i < this.levels.length; i++, next *= FANOUT) {
        const candidate = this.levels[i]!;
        if (at % next !== 0 || at + next > to || at / next >= candidate.count) break;
        size = next;
        level = candidate;
      }
      if (level === null) {
        size = Math.min(to, at - (at % BASE) + BASE) - at;
        scan(values, at, at + size, found);
      } else {
        const bucket = at / size;
        if (level.lowest[bucket] !== NONE)
          join(values, found, level.lowest[bucket]!, level.highest[bucket]!);
      }
      at += size;
    }
    return found;
  }

  /** Makes buckets of the level above out of complete ones. */
  private raise(values: Values, index: number): void {
    const below = this.levels[index]!;
    if (below.count < FANOUT) return;
    if (index + 1 === this.levels.length) this.levels.push(new Level());
    const above = this.levels[index + 1]!;
    while ((above.count + 1) * FANOUT <= below.count) {
      const found = { lowest: -1, highest: -1 };
      for (let i = above.count * FANOUT; i < (above.count + 1) * FANOUT; i++)
        if (below.lowest[i] !== NONE) join(values, found, below.lowest[i]!, below.highest[i]!);
      above.push(found.lowest >>> 0, found.highest >>> 0);
    }
  }
}

function scan(values: Values, from: number, to: number, found: Extreme): void {
  let { lowest, highest } = found;
  let low = lowest < 0 ? Infinity : values[lowest]!;
  let high = highest < 0 ? -Infinity : values[highest]!;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (value < low && value !== -Infinity) {
      low = value;
      lowest = i;
    }
    if (value > high && value !== Infinity) {
      high = value;
      highest = i;
    }
  }
  found.lowest = lowest;
  found.highest = highest;
}

function join(values: Values, found: Extreme, lowest: number, highest: number): void {
  if (found.lowest < 0 || values[lowest]! < values[found.lowest]!) found.lowest = lowest;
  if (found.highest < 0 || values[highest]! > values[found.highest]!) found.highest = highest;
}
