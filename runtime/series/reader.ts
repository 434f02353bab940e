import type { CoarseBlock, PointArrays, ScalarBlock } from '../protocol/frames';
import type { Column } from './column';
import type { RunSeries } from './series';
import { WHOLE_POINTS } from './pixels';
import { keep, whatStands } from './view';

/** Points in one call's blocks at most: keeps a frame under the size that clients accept. */
export const BLOCK_POINTS = 65_536;
/** A coarse copy has at most so many buckets, and more than half of them: more than a chart has pixels. */
const BUCKETS = 2048;

/**
 * How far one subscriber has read a series. What is appended meanwhile needs no queue: the series itself is one.
 * With `reduced`, a series of more than `WHOLE_POINTS` points comes as a coarse copy: of buckets of a power of two
 * points, the first and last, the lowest and highest, the first NaN and infinities. While it grows, its last bucket is
 * told again and further ones are added; when there would be too many, a copy with buckets twice as large.
 */
export class SeriesReader {
  private readonly read: number[] = [];
  /** Size of the buckets that a tag was told in; 1 while its points come whole. */
  private readonly bucketSizes: number[] = [];
  private readonly superseded = new Set<number>();
  /** How long each column was when all that had been recorded was known; what lies before is history. */
  private history: readonly number[] | null = null;
  private toldComplete = false;
  private readonly stopListening: () => void;

  constructor(
    private readonly series: RunSeries,
    private readonly subscription: number,
    private readonly reduced = false,
    changed: () => void = () => undefined,
  ) {
    if (series.complete) this.history = series.columns.map((column) => column.length);
    this.stopListening = series.listen({
      changed,
      superseded: (tag, first) => {
        if (first >= (this.read[tag] ?? 0)) return;
        this.read[tag] = first;
        this.superseded.add(tag);
      },
    });
  }

  /** The number of tags, of which the subscriber must know before it gets the next blocks. */
  get tags(): number {
    return this.series.tags.length;
  }

  close(): void {
    this.stopListening();
  }

  /**
   * The next blocks, together about `BLOCK_POINTS` points at most; none when all has been read. Columns take their
   * turn in the order of tags. The block with which the history is complete says so; it may be empty.
   */
  next(): (ScalarBlock | CoarseBlock)[] {
    if (this.series.complete) this.history ??= this.series.columns.map((column) => column.length);
    const blocks: (ScalarBlock | CoarseBlock)[] = [];
    let room = BLOCK_POINTS;
    for (let tag = 0; tag < this.tags && room > 0; tag++) {
      const column = this.series.columns[tag]!;
      if (column.length === (this.read[tag] ?? 0) && !this.superseded.has(tag)) continue;
      const block = this.isLong(column) ? this.coarse(tag, column) : this.whole(tag, column, room);
      room -= block.steps.length;
      blocks.push(block);
    }
    if (blocks.length === 0 && !this.toldComplete && this.history !== null)
      blocks.push(this.nothing());
    return blocks;
  }

  private isLong(column: Column): boolean {
    return this.reduced && column.length > WHOLE_POINTS;
  }

  private whole(tag: number, column: Column, room: number): ScalarBlock {
    // A series that has become short again is told from its start.
    const wasCoarse = (this.bucketSizes[tag] ?? 1) > 1;
    const first = wasCoarse ? 0 : (this.read[tag] ?? 0);
    const end = Math.min(column.length, first + room);
    this.bucketSizes[tag] = 1;
    this.read[tag] = end;
    const superseded = this.superseded.delete(tag) || wasCoarse;
    return { kind: 'scalars', first, superseded, ...this.header(tag), ...column.slice(first, end) };
  }

  private coarse(tag: number, column: Column): CoarseBlock {
    let size = this.bucketSizes[tag] ?? 1;
    const known = size > 1 ? (this.read[tag] ?? 0) : 0;
    if (size === 1 || column.length / size > BUCKETS || column.length / size <= BUCKETS / 4)
      size = 2 ** Math.ceil(Math.log2(column.length / BUCKETS));
    const first = size === this.bucketSizes[tag] ? known - (known % size) : 0;
    this.bucketSizes[tag] = size;
    this.read[tag] = column.length;
    this.superseded.delete(tag);
    return { kind: 'coarse', first, ...this.header(tag), ...bucketPoints(column, first, size) };
  }

  /** That the history is complete, where there is nothing left to say it with. */
  private nothing(): ScalarBlock {
    const first = this.read[0] ?? 0;
    return { kind: 'scalars', first, superseded: false, ...this.header(0), ...NO_POINTS };
  }

  private header(tag: number) {
    const historyComplete =
      !this.toldComplete &&
      this.history !== null &&
      this.history.every((length, i) => {
        const column = this.series.columns[i]!;
        return (this.read[i] ?? 0) >= Math.min(length, column.length);
      });
    this.toldComplete ||= historyComplete;
    const total = this.series.columns[tag]?.length ?? 0;
    return { subscription: this.subscription, tag, total, historyComplete };
  }
}

const NO_POINTS: PointArrays = {
  steps: new Float64Array(0),
  wallTimes: new Float64Array(0),
  values: new Float32Array(0),
};

/** What stands for each bucket from the point `first` on. */
function bucketPoints(
  column: Column,
  first: number,
  size: number,
): PointArrays & { readonly indices: Uint32Array } {
  const { steps, wallTimes, values } = column.points;
  const kept: number[] = [];
  for (let from = first; from < column.length; from += size) {
    const to = Math.min(column.length, from + size);
    keep(whatStands(column, values, from, to), kept);
  }
  return {
    indices: Uint32Array.from(kept),
    steps: Float64Array.from(kept, (i) => steps[i]!),
    wallTimes: Float64Array.from(kept, (i) => wallTimes[i]!),
    values: Float32Array.from(kept, (i) => values[i]!),
  };
}
