import type { ScalarBlock } from '../protocol/frames';
import type { RunSeries } from './series';

/** Points in one block at most: keeps a frame under the size that clients accept. */
export const BLOCK_POINTS = 65_536;

/**
 * How far one subscriber has read a series. What is appended meanwhile needs no queue: the series itself is one.
 */
export class SeriesReader {
  private readonly read: number[] = [];
  /** How long each column was at the start: what lies before is history. */
  private readonly history: readonly number[];
  private toldComplete = false;

  constructor(
    private readonly series: RunSeries,
    private readonly subscription: number,
  ) {
    this.history = series.columns.map((column) => column.length);
  }

  /** The number of tags, of which the subscriber must know before it gets the next blocks. */
  get tags(): number {
    return this.series.tags.length;
  }

  /**
   * The next blocks, together at most `BLOCK_POINTS` points; none when all has been read. Columns take their turn in
   * the order of tags. The block with which the history is complete says so; it may be empty.
   */
  next(): ScalarBlock[] {
    const blocks: ScalarBlock[] = [];
    let room = BLOCK_POINTS;
    for (let tag = 0; tag < this.tags && room > 0; tag++) {
      const column = this.series.columns[tag]!;
      const first = this.read[tag] ?? 0;
      const end = Math.min(column.length, first + room);
      if (end === first) continue;
      room -= end - first;
      this.read[tag] = end;
      blocks.push(this.block(tag, first, column.slice(first, end)));
    }
    if (blocks.length === 0 && !this.toldComplete)
      blocks.push(this.block(0, this.read[0] ?? 0, NO_POINTS));
    return blocks;
  }

  private block(
    tag: number,
    first: number,
    points: Pick<ScalarBlock, 'steps' | 'wallTimes' | 'values'>,
  ): ScalarBlock {
    const historyComplete =
      !this.toldComplete &&
      this.history.every((length, index) => (this.read[index] ?? 0) >= length);
    this.toldComplete ||= historyComplete;
    return { subscription: this.subscription, tag, first, historyComplete, ...points };
  }
}

const NO_POINTS = {
  steps: new Float64Array(0),
  wallTimes: new Float64Array(0),
  values: new Float32Array(0),
};
