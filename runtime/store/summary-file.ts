import { open, type FileHandle } from 'node:fs/promises';
import { readFields } from './protobuf';
import {
  decodeSummary,
  readSummaryHead,
  type Plugins,
  type Summary,
  type SummaryKind,
} from './summaries';
import { readRecords } from './tfrecord';

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

/** Bytes read at once. */
const PIECE_BYTES = 1024 * 1024;
const EVENT = { wallTime: 1, step: 2, summary: 5 } as const;
const SUMMARY_VALUE = 1;

/** Histograms, texts, pictures, curves and settings of one event file: found as far as it goes, read one by one. */
export class SummaryFile {
  private readonly found: SummaryPlace[] = [];
  private readonly plugins: Plugins = new Map();
  private offset = 0;

  constructor(readonly path: string) {}

  /** In the order in which they stand in the file. */
  get places(): readonly SummaryPlace[] {
    return this.found;
  }

  /**
   * Looks through what has been added since the last call; damage ends the file. Throws the file system's error, or
   * a RangeError where an event is malformed.
   *
   * @param most bytes to read at most, for somebody who wants a file's beginning only
   */
  async readMore(most = Infinity): Promise<void> {
    const file = await open(this.path, 'r');
    try {
      let size = Math.min(PIECE_BYTES, most);
      for (let read = 0; read < most;) {
        const piece = await pieceOf(file, this.offset, size);
        const { records, end } = readRecords(piece);
        for (const record of records) this.note(record, piece);
        this.offset += end;
        read += end;
        // A record that does not fit, or the end of the file.
        if (end === 0 && piece.length < size) return;
        if (end === 0) size *= 2;
      }
    } finally {
      await file.close();
    }
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

  private note(record: Uint8Array, piece: Uint8Array): void {
    if (isPlainScalar(record)) return;
    const { step, wallTime, entries } = entriesOf(record);
    const offset = this.offset + record.byteOffset - piece.byteOffset;
    for (const entry of entries) {
      const { tag, kind } = readSummaryHead(entry, this.plugins);
      if (kind !== null)
        this.found.push({ kind, tag, step, wallTime, offset, length: record.length });
    }
  }
}

async function pieceOf(file: FileHandle, offset: number, size: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(size);
  const { bytesRead } = await file.read(buffer, 0, size, offset);
  return buffer.subarray(0, bytesRead);
}

/** First bytes of fields: number times eight, plus the wire type. */
const KEY = { wallTime: 0x09, step: 0x10, summary: 0x2a, value: 0x0a, tag: 0x0a, simple: 0x15 };

/**
 * True for the event that most files consist of, told without decoding it: wall time, step (which may be left out) and
 * one scalar in the older form, all of them short.
 */
function isPlainScalar(record: Uint8Array): boolean {
  if (record[0] !== KEY.wallTime || record.length > 0x7f) return false;
  let at = 9;
  if (record[at] === KEY.step) {
    at++;
    while (record[at]! >= 0x80) at++;
    at++;
  }
  if (record[at] !== KEY.summary || record[at + 2] !== KEY.value) return false;
  const tagAt = at + 4;
  const simpleAt = tagAt + 2 + record[tagAt + 1]!;
  return (
    record[tagAt] === KEY.tag && record[simpleAt] === KEY.simple && simpleAt + 5 === record.length
  );
}

/** The parts of an event, its summary's entries not yet decoded. */
function entriesOf(record: Uint8Array) {
  let step = 0;
  let wallTime = 0;
  const entries: Uint8Array[] = [];
  for (const { number, value, bytes } of readFields(record)) {
    if (number === EVENT.wallTime) wallTime = value;
    else if (number === EVENT.step) step = value;
    else if (number === EVENT.summary)
      for (const part of readFields(bytes))
        if (part.number === SUMMARY_VALUE) entries.push(part.bytes);
  }
  return { step, wallTime, entries };
}
