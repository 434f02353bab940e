import { Column } from './column';

/** Scalars as parallel arrays, one entry each; `tags` are indices into the series' tags. */
export interface ScalarColumns {
  readonly tags: ArrayLike<number>;
  readonly steps: ArrayLike<number>;
  readonly wallTimes: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/**
 * All scalars of one run: a column per tag. Nothing in it ever changes or goes away, so that a reader who remembers
 * how far each column was read gets every point once, in order.
 */
export class RunSeries {
  readonly tags: string[] = [];
  readonly columns: Column[] = [];
  private readonly indices = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  /** The index of a tag, which is added if it is new. */
  tagIndex(tag: string): number {
    const known = this.indices.get(tag);
    if (known !== undefined) return known;
    const index = this.tags.length;
    this.indices.set(tag, index);
    this.tags.push(tag);
    this.columns.push(new Column());
    return index;
  }

  /** Appends scalars in order and tells listeners. Throws a RangeError at the index of a tag that is not known. */
  append(scalars: ScalarColumns): void {
    for (let i = 0; i < scalars.tags.length; i++) {
      const column = this.columns[scalars.tags[i]!];
      if (column === undefined) throw new RangeError(`no tag has the index ${scalars.tags[i]!}`);
      column.append(scalars.steps[i]!, scalars.wallTimes[i]!, scalars.values[i]!);
    }
    for (const listener of this.listeners) listener();
  }

  /** Points in all columns together. */
  get points(): number {
    return this.columns.reduce((sum, column) => sum + column.length, 0);
  }

  get hasListeners(): boolean {
    return this.listeners.size > 0;
  }

  /** Calls back after every append, until the returned function is called. */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
