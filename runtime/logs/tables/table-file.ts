import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32c } from '../../store/crc32c';
import { readPieces } from '../../store/read-pieces';
import { ReplacedError } from '../../store/scalar-file';
import type { ScalarSink } from '../../store/scalar-decoder';
import { rowReader, type RowReader } from './row-reader';

/** A line that is longer is none of a log's. */
const LONGEST_LINE = 4 * 1024 * 1024;
/** A quote that has not been closed after so many lines was meant as such. */
const MOST_LINES = 20;
/** Weeks of logging; what is longer is data, and would fill the memory. */
const MOST_BYTES = 1024 ** 3;
/** So much at its start, and before the place up to which it was read, must be as it was. */
const COMPARED_BYTES = 4096;
/** A last line without an end is taken for whole when nothing was written for so long. */
const QUIET_MS = 10_000;

/**
 * The scalars of one CSV or JSON-lines log, as far as it goes and, when asked again, what has been added since. Lines
 * that are none of such a file are left out and counted.
 */
export class TableFile {
  /** What keeps the file from being read as a whole, one sentence; null while nothing does. */
  problem: string | null = null;
  /** Bytes whose lines have been read. */
  offset = 0;
  private readonly rows: RowReader;
  private identity: number | null = null;
  /** Of the bytes that must not change. */
  private checksum = 0;
  private lines = 0;
  private leftOut = 0;
  private firstLeftOut = 0;
  /** In the middle of a line that is too long. */
  private skipping = false;

  constructor(
    readonly path: string,
    sink: ScalarSink,
    private readonly now: () => number = Date.now,
  ) {
    this.rows = rowReader(basename(path), sink);
  }

  /**
   * Reads what stands in the file since the last call, piece by piece, with a pause after each.
   * Throws a `ReplacedError` when what was read of it has changed: some programs write the whole file anew.
   */
  async readMore(pause: () => Promise<void>): Promise<void> {
    const file = await open(this.path, 'r');
    try {
      const { size, ino, mtimeMs } = await file.stat();
      const isOther = this.identity !== null && ino !== this.identity;
      if (size < this.offset || isOther) throw new ReplacedError(this.path);
      this.identity = ino;
      if (size === this.offset || this.offset >= MOST_BYTES) return;
      if ((await this.compared(file)) !== this.checksum) throw new ReplacedError(this.path);
      this.rows.seenAt = mtimeMs / 1000;
      await this.readFrom(file, size, this.now() - mtimeMs > QUIET_MS, pause);
      this.checksum = await this.compared(file);
    } finally {
      await file.close();
    }
    this.tell();
  }

  private async readFrom(
    file: FileHandle,
    size: number,
    isQuiet: boolean,
    pause: () => Promise<void>,
  ): Promise<void> {
    const rest = await readPieces(file, this.offset, size, {
      take: (bytes) => {
        const used = this.takeLines(bytes);
        this.offset += used;
        return used;
      },
      isDone: () => this.offset >= MOST_BYTES,
      pause,
    });
    if (!isQuiet || rest.length === 0) return;
    this.note(this.rows.take(rest.toString('utf8')) === 'taken', 1);
    this.offset += rest.length;
  }

  /** Takes all whole records; returns how many bytes they take. */
  private takeLines(bytes: Buffer): number {
    let begin = this.skipping ? this.skipLine(bytes) : 0;
    let open = 0;
    let from = begin;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end < 0) break;
      from = end + 1;
      const taken = this.rows.take(bytes.toString('utf8', begin, end));
      if (taken === 'open' && ++open < MOST_LINES) continue;
      // The quote was a stray one: only its own line is lost.
      if (taken === 'open') from = bytes.indexOf(LINE_FEED, begin) + 1;
      this.note(taken === 'taken', taken === 'open' ? 1 : open + 1);
      begin = from;
      open = 0;
    }
    if (bytes.length - begin < LONGEST_LINE) return begin;
    this.skipping = true;
    this.note(false, 1);
    return bytes.length;
  }

  private skipLine(bytes: Buffer): number {
    const end = bytes.indexOf(LINE_FEED);
    this.skipping = end < 0;
    return end < 0 ? bytes.length : end + 1;
  }

  private note(isSound: boolean, lines: number): void {
    if (!isSound && this.leftOut === 0) this.firstLeftOut = this.lines + 1;
    this.lines += lines;
    if (isSound) return;
    this.leftOut++;
  }

  /** Says anew what was left out only when that has doubled: a sentence for every line would be noise. */
  private tell(): void {
    const { path } = this;
    if (this.offset >= MOST_BYTES)
      this.problem = `${path} is longer than 1 GiB: what comes after that is not shown.`;
    else if (this.leftOut > 0) {
      const atLeast = 2 ** Math.floor(Math.log2(this.leftOut));
      const lines = atLeast === 1 ? 'A line' : `At least ${atLeast} lines`;
      this.problem =
        `${lines} of ${path} cannot be read, ` +
        `the first is line ${this.firstLeftOut}: the others are shown.`;
    }
  }

  private async compared(file: FileHandle): Promise<number> {
    const length = Math.min(COMPARED_BYTES, this.offset);
    const bytes = new Uint8Array(2 * length);
    await file.read(bytes, 0, length, 0);
    await file.read(bytes, length, length, this.offset - length);
    return crc32c(bytes);
  }
}

const LINE_FEED = 10;
