import type { CoarseBlock, ScalarBlock } from '../../runtime/protocol/frames';
import { ScalarSeries, type Acceptance } from './scalar-series';

/** All metrics of one run as one subscription tells them. Frames may come before the names of their tags. */
export class SeriesBook {
  /** The whole history has come; what follows is live. */
  complete = false;
  points = 0;
  private names: readonly string[] = [];
  private readonly byIndex = new Map<number, ScalarSeries>();

  get tags(): readonly string[] {
    return this.names;
  }

  /** Takes the names of further tags, in the order of their index in frames. A name told twice counts once. */
  name(tags: readonly string[]): void {
    this.names = [...this.names, ...tags.filter((tag) => !this.names.includes(tag))];
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
    return this.byIndex.get(this.names.indexOf(tag));
  }
}
