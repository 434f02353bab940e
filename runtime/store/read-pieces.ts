import type { FileHandle } from 'node:fs/promises';

/** Bytes read at once: between two such pieces other work gets its turn. */
const PIECE_BYTES = 1024 * 1024;

interface PieceReader {
  /** Takes what stands in the file and has not been taken; returns how many bytes of it are done with. */
  readonly take: (bytes: Buffer) => number;
  /** Nothing more is wanted. */
  readonly isDone: () => boolean;
  /** Called after each piece. */
  readonly pause: () => Promise<void>;
}

/**
 * Reads a file that may still be written from an offset to its end, piece by piece: what is left of one is handed over
 * again with the next, which is larger where nothing of it could be taken. Throws the file system's error.
 *
 * @param size of the file, as far as is known
 * @returns what was left at the end
 */
export async function readPieces(
  file: FileHandle,
  offset: number,
  size: number,
  { take, isDone, pause }: PieceReader,
): Promise<Buffer> {
  // A byte more than there is: it stays free, and so nothing looks as if it did not fit.
  let buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - offset + 1));
  let filled = 0;
  let position = offset;
  while (!isDone()) {
    const room = buffer.length - filled;
    const { bytesRead } = await file.read(buffer, filled, room, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    filled += bytesRead;
    const used = take(buffer.subarray(0, filled));
    filled -= used;
    const isCramped = used === 0 && filled === buffer.length;
    const next = isCramped ? Buffer.allocUnsafe(2 * buffer.length) : buffer;
    buffer.copy(next, 0, used, used + filled);
    buffer = next;
    await pause();
  }
  return buffer.subarray(0, filled);
}
