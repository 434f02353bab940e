import { open } from 'node:fs/promises';
import { readPieces } from './read-pieces';
import { ScalarDecoder, type ScalarSink } from './scalar-decoder';
import { nextRecord, type RecordPlace } from './tfrecord';

/**
 * The scalars of one event file, as far as it goes and, when asked again, what has been added since: the file may
 * still be written, end in the middle of a record, or be damaged.
 */
export class ScalarFile {
  /** What keeps the file from being read further, one sentence; null while nothing does. */
  problem: string | null = null;
  /** Bytes whose records have been read. */
  offset: number;
  private readonly decoder: ScalarDecoder;
  private identity: number | null = null;
  private readonly place: RecordPlace = { start: 0, end: 0, next: 0 };

  /** `offset`: where the next record begins in a file that was read before. */
  constructor(
    readonly path: string,
    sink: ScalarSink,
    offset = 0,
  ) {
    this.offset = offset;
    this.decoder = new ScalarDecoder(sink);
  }

  /**
   * Reads what stands in the file since the last call, piece by piece, with a pause after each.
   * Throws a `ReplacedError` when the file is another one, or shorter than what was read of it.
   */
  async readMore(pause: () => Promise<void>): Promise<void> {
    if (this.problem !== null) return;
    const file = await open(this.path, 'r');
    try {
      const { size, ino } = await file.stat();
      // Some file systems number no files: there all have 0.
      if (size < this.offset || (this.identity !== null && ino !== this.identity))
        throw new ReplacedError(this.path);
      this.identity = ino;
      if (size === this.offset) return;
      await readPieces(file, this.offset, size, {
        take: (bytes) => {
          const used = this.decode(bytes);
          this.offset += used;
          return used;
        },
        isDone: () => this.problem !== null,
        pause,
      });
    } finally {
      await file.close();
    }
  }

  /** Decodes all whole records; returns how many bytes they take. */
  private decode(bytes: Uint8Array): number {
    const { place } = this;
    this.decoder.use(bytes);
    let at = 0;
    for (;;) {
      const found = nextRecord(bytes, at, place);
      if (found === 'cut off') return at;
      if (found === 'damaged') return this.fail(at, 'a checksum is wrong');
      try {
        this.decoder.decode(place.start, place.end);
      } catch (error) {
        return this.fail(at, (error as Error).message);
      }
      at = place.next;
    }
  }

  private fail(at: number, cause: string): number {
    this.problem =
      `${this.path} is damaged at byte ${this.offset + at} (${cause}): ` +
      'the metrics before it are shown.';
    return at;
  }
}

/** A file was cut, or another has its name: what was read of it no longer holds. */
export class ReplacedError extends Error {
  constructor(path: string) {
    super(`${path} was cut or written anew: it is read again from its start.`);
  }
}
