import { open, type FileHandle } from 'node:fs/promises';
import { readFields } from './protobuf';
import { ReplacedError } from './scalar-file';
import {
  decodeSummary,
  readSummaryHead,
  type Plugins,
  type Summary,
  type SummaryKind,
} from './summaries';
import { isSessionStart } from './tfevents';
import { isSound, nextFrame, type RecordPlace } from './tfrecord';

/** Where a summary stands in an event file: all that is kept of it until somebody wants to see it. */
export interface SummaryPlace {
  readonly kind: SummaryKind;
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Of its record, in the file. */
  readonly offset: number;
  readonly length: number;
}

/** Who is told of what stands in a file, in its order. */
export interface SummarySink {
  summary(place: SummaryPlace): void;
  /** What was logged at this step or later is superseded. */
  sessionStart(step: number): void;
}

/** Bytes read at once: between two such pieces other work gets its turn. */
const PIECE_BYTES = 1024 * 1024;
const EVENT = { wallTime: 1, step: 2, summary: 5, sessionLog: 7 } as const;
const SUMMARY_VALUE = 1;

/** Histograms, texts, pictures, curves and settings of one event file: found as far as it goes, read one by one. */
export class SummaryFile {
  private readonly frame: RecordPlace = { start: 0, end: 0, next: 0 };
  private offset = 0;
  private identity: number | null = null;
  private damaged = false;

  constructor(
    readonly path: string,
    private readonly sink: SummarySink,
    /** Shared by the files of one run: a later one may leave out what the first said of a tag. */
    private readonly plugins: Plugins = new Map(),
  ) {}

  /**
   * Looks through what has been added since the last call; damage ends the file. Throws the file system's error, or a
   * `ReplacedError` when the file is another one, or shorter than what was read of it.
   *
   * @param pause called after each piece
   * @param most bytes to read at most, for somebody who has other files, too
   */
  async readMore(pause: () => Promise<void> = noPause, most = Infinity): Promise<void> {
    if (this.damaged) return;
    const file = await open(this.path, 'r');
    try {
      const { size, ino } = await file.stat();
      if (size < this.offset || (this.identity !== null && ino !== this.identity))
        throw new ReplacedError(this.path);
      this.identity = ino;
      const end = Math.min(size, this.offset + most);
      let room = PIECE_BYTES;
      while (this.offset < end && !this.damaged) {
        const piece = await pieceOf(file, this.offset, Math.min(room, end - this.offset));
        const used = this.look(piece);
        this.offset += used;
        // A record that does not fit, or that is still being written.
        if (used === 0 && piece.length < room) return;
        room = used === 0 ? 2 * room : PIECE_BYTES;
        await pause();
      }
    } finally {
      await file.close();
    }
  }

  /** Bytes of which it is known what stands in them. */
  get position(): number {
    return this.offset;
  }

  /** Nothing behind its damage is looked at. */
  get isDamaged(): boolean {
    return this.damaged;
  }

  /** Reads a summary. Throws the file system's error, or a RangeError where the file is no longer the same. */
  async read(place: SummaryPlace): Promise<Summary> {
    const file = await open(this.path, 'r');
    try {
      const record = await pieceOf(file, place.offset, place.length);
      for (const entry of entriesOf(record).entries) {
        if (readSummaryHead(entry, this.plugins).tag !== place.tag) continue;
        const summary = decodeSummary(entry, this.plugins);
        if (summary?.kind === place.kind) return summary;
      }
      throw new RangeError(`${this.path} has changed: ${place.tag} is gone.`);
    } finally {
      await file.close();
    }
  }

  /** Notes what stands in all whole records; returns how many bytes they take. */
  private look(piece: Uint8Array): number {
    const { frame } = this;
    for (let at = 0; ; at = frame.next) {
      const found = nextFrame(piece, at, frame);
      if (found === 'cut off') return at;
      // Most records of most files are passed over at a glance: whether those are sound concerns whoever reads them.
      if (found === 'sound' && isPlainScalar(piece, frame.start, frame.end)) continue;
      this.damaged = found === 'damaged' || !isSound(piece, frame) || !this.note(piece);
      if (this.damaged) return at;
    }
  }

  /** False where the event is malformed. */
  private note(piece: Uint8Array): boolean {
    const { start, end } = this.frame;
    try {
      const { step, wallTime, entries, begins } = entriesOf(piece.subarray(start, end));
      if (begins) this.sink.sessionStart(step);
      for (const entry of entries) {
        const { tag, kind } = readSummaryHead(entry, this.plugins);
        if (kind !== null)
          this.sink.summary({
            kind,
            tag,
            step,
            wallTime,
            offset: this.offset + start,
            length: end - start,
          });
      }
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}

const noPause = (): Promise<void> => Promise.resolve();

async function pieceOf(file: FileHandle, offset: number, size: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(size);
  const { bytesRead } = await file.read(buffer, 0, size, offset);
  return buffer.subarray(0, bytesRead);
}

/** First bytes of fields: number times eight, plus the wire type. */
const KEY = { wallTime: 0x09, step: 0x10, summary: 0x2a, value: 0x0a, tag: 0x0a, simple: 0x15 };
/** Above this a length takes more than a byte. */
const LONGEST_PLAIN = 0x7f;

/**
 * True for the event that most files consist of, told without decoding it: wall time, step (which may be left out) and
 * one scalar in the older form, all of them short.
 */
function isPlainScalar(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== KEY.wallTime || end - start > LONGEST_PLAIN) return false;
  let at = start + 9;
  if (bytes[at] === KEY.step) {
    at++;
    while (bytes[at]! >= 0x80) at++;
    at++;
  }
  if (bytes[at] !== KEY.summary || bytes[at + 2] !== KEY.value) return false;
  const tagAt = at + 4;
  const simpleAt = tagAt + 2 + bytes[tagAt + 1]!;
  return bytes[tagAt] === KEY.tag && bytes[simpleAt] === KEY.simple && simpleAt + 5 === end;
}

/** The parts of an event, its summary's entries not yet decoded. */
function entriesOf(record: Uint8Array) {
  let step = 0;
  let wallTime = 0;
  let begins = false;
  const entries: Uint8Array[] = [];
  for (const { number, value, bytes } of readFields(record)) {
    if (number === EVENT.wallTime) wallTime = value;
    else if (number === EVENT.step) step = value;
    else if (number === EVENT.sessionLog) begins = isSessionStart(bytes);
    else if (number === EVENT.summary)
      for (const part of readFields(bytes))
        if (part.number === SUMMARY_VALUE) entries.push(part.bytes);
  }
  return { step, wallTime, entries, begins };
}
