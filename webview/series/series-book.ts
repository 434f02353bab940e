import type { CoarseBlock, ScalarBlock } from '../../runtime/protocol/frames';
import { ScalarSeries, type Acceptance } from './scalar-series';

/** All metrics of one run as one subscription tells them. Frames may come before the names of their tags. */
export class SeriesBook {
  /** The whole history has come; what follows is live. */
  complete = false;
  points = 0;
  private names: readonly string[] = [];
  private readonly indices = new Map<string, number>();
  private readonly byIndex = new Map<number, ScalarSeries>();

  get tags(): readonly string[] {
    return this.names;
  }

  /** The index of a tag in frames; undefined for one that the run does not have. */
  indexOf(tag: string): number | undefined {
    return this.indices.get(tag);
  }

  /** Takes the names of further tags, in the order of their index in frames. A name told twice counts once. */
  name(tags: readonly string[]): void {
    const added = tags.filter((tag) => !this.indices.has(tag));
    added.forEach((tag, i) => this.indices.set(tag, this.names.length + i));
    this.names = [...this.names, ...added];
  }

  accept(block: ScalarBlock | CoarseBlock): Acceptance {
    let series = this.byIndex.get(block.tag);
    if (!series) this.byIndex.set(block.tag, (series = new ScalarSeries()));
    const before = series.total;
    const acceptance = series.accept(block);
    this.points += series.total - before;
    if (block.historyComplete && acceptance !== 'gap') this.complete = true;
    return acceptance;
  }

  series(tag: string): ScalarSeries | undefined {
    return this.byIndex.get(this.indices.get(tag) ?? -1);
  }
}
