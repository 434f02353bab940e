import type { ScalarSink } from '../store/scalar-decoder';
import { Column } from './column';

/**
 * All scalars of one run: a column per tag. Columns grow at their end, so that a reader who remembers how far each
 * was read gets every point once, in order; where a run began again, what it had logged from there on goes away.
 */
export class RunSeries implements ScalarSink {
  readonly tags: string[] = [];
  readonly columns: Column[] = [];
  /** All that was recorded before somebody asked has been read. */
  complete = true;
  private readonly indices = new Map<string, number>();
  private readonly listeners = new Set<SeriesListener>();

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

  /** Adds a point; listeners hear of it with `changed`. */
  scalar(tag: number, step: number, wallTime: number, value: number): void {
    this.columns[tag]!.append(step, wallTime, value);
  }

  /** Takes away what was logged at this step or later. */
  sessionStart(step: number): void {
    this.columns.forEach((column, tag) => {
      const length = column.length;
      const first = column.supersede(step);
      if (first < length) for (const listener of this.listeners) listener.superseded(tag, first);
    });
  }

  /** Tells listeners that points have come. */
  changed(): void {
    for (const listener of this.listeners) listener.changed();
  }

  /** Points in all columns together. */
  get points(): number {
    return this.columns.reduce((sum, column) => sum + column.length, 0);
  }

  get hasListeners(): boolean {
    return this.listeners.size > 0;
  }

  /** Tells of every change, until the returned function is called. */
  listen(listener: SeriesListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export interface SeriesListener {
  changed(): void;
  /** Points of a tag from `first` on have gone away, or changed. */
  superseded(tag: number, first: number): void;
}
