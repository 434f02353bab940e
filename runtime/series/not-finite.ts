/** Indices, ascending: a list that grows in place. */
class Indices {
  private items = new Uint32Array(4);
  private count = 0;

  push(index: number): void {
    if (this.count === this.items.length) {
      const grown = new Uint32Array(2 * this.count);
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.count++] = index;
  }

  truncate(length: number): void {
    this.count = this.rank(length);
  }

  /** The first index at or behind `from` and before `to`; -1 where there is none. */
  firstWithin(from: number, to: number): number {
    const at = this.rank(from);
    return at < this.count && this.items[at]! < to ? this.items[at]! : -1;
  }

  /** How many are below `index`. */
  private rank(index: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle]! < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Where in a series the values stand that are not finite: NaN, +Inf and −Inf apart. */
export class NotFinite {
  private readonly kinds = [new Indices(), new Indices(), new Indices()] as const;

  note(index: number, value: number): void {
    this.kinds[Number.isNaN(value) ? 0 : value > 0 ? 1 : 2].push(index);
  }

  truncate(length: number): void {
    for (const kind of this.kinds) kind.truncate(length);
  }

  /** The first NaN, the first +Inf and the first −Inf of a range, as far as it has them. */
  firstOfEach(from: number, to: number): number[] {
    return this.kinds.map((kind) => kind.firstWithin(from, to)).filter((index) => index >= 0);
  }
}
