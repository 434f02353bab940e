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
  private identity: number | null = null;
  /** What keeps the file from being read further, or from being read as one, a sentence; null while nothing does. */
  problem: string | null = null;
  private damaged = false;

  constructor(readonly path: string) {}

  /** Events that stand in the file since the last call, in order, piece by piece. */
  async *readMore(): AsyncGenerator<readonly TensorBoardEvent[]> {
    const file = await open(this.path, 'r');
    try {
      this.beginAnewIfReplaced(await file.stat());
      if (this.damaged) return;
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, this.offset);
        if (bytesRead === 0) return;
        this.offset += bytesRead;
        const events = this.decode(Buffer.concat([this.rest, piece.subarray(0, bytesRead)]));
        if (events.length > 0) yield events;
        if (this.damaged) return;
      }
    } finally {
      await file.close();
    }
  }

  /** Another file of the same name, or one that was cut: nothing of it has been read yet. */
  private beginAnewIfReplaced({
    size,
    ino,
  }: {
    readonly size: number;
    readonly ino: number;
  }): void {
    const isOther = this.identity !== null && ino !== 0 && ino !== this.identity;
    this.identity = ino;
    if (size >= this.offset && !isOther) return;
    this.offset = 0;
    this.rest = new Uint8Array(0);
    this.damaged = false;
    this.problem = `${this.path} was cut or written anew while it was read: what it held before is still shown.`;
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
    this.damaged = true;
    this.problem =
      `${this.path} is damaged at byte ${this.offset - unread} (${cause}): ` +
      'the metrics before it are shown.';
  }
}
