import { open } from 'node:fs/promises';
import { decodeEvent, type TensorBoardEvent } from './tfevents';
import { readRecords } from './tfrecord';

/** Bytes read at once: between two such pieces other work gets its turn. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Reads an event file as far as it goes and, when asked again, what has been added since: the file may still be
 * written, end in the middle of a record, or be damaged.
 */
export class EventFileReader {
  private offset = 0;
  private rest: Uint8Array = new Uint8Array(0);
  /** What keeps the file from being read further, one sentence; null while nothing does. */
  problem: string | null = null;

  constructor(readonly path: string) {}

  /** Events that stand in the file since the last call, in order, piece by piece. */
  async *readMore(): AsyncGenerator<readonly TensorBoardEvent[]> {
    if (this.problem !== null) return;
    const file = await open(this.path, 'r');
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, this.offset);
        if (bytesRead === 0) return;
        this.offset += bytesRead;
        const events = this.decode(Buffer.concat([this.rest, piece.subarray(0, bytesRead)]));
        if (events.length > 0) yield events;
        if (this.problem !== null) return;
      }
    } finally {
      await file.close();
    }
  }

  private decode(bytes: Uint8Array): TensorBoardEvent[] {
    const events: TensorBoardEvent[] = [];
    const { records, end, damaged } = readRecords(bytes);
    this.rest = bytes.slice(end);
    if (damaged) this.fail(bytes.length - end, 'a checksum is wrong');
    for (const record of records) {
      try {
        events.push(decodeEvent(record));
      } catch (error) {
        this.fail(bytes.length - end, (error as Error).message);
        break;
      }
    }
    return events;
  }

  private fail(unread: number, cause: string): void {
    this.problem =
      `${this.path} is damaged at byte ${this.offset - unread} (${cause}): ` +
      'the metrics before it are shown.';
  }
}
