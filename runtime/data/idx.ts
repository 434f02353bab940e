import { gunzipSync } from 'node:zlib';
import { DataError } from '../tasks/task';

/** An IDX file as MNIST and its kin publish them: unsigned bytes, row-major. */
export interface IdxArray {
  /** Examples first: [count] for labels, [count, height, width] for images. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Reads an IDX file of unsigned bytes, gzipped or not. `dimensions` is how many axes the caller expects.
 * Throws a DataError that names the file when it is not IDX, is cut short or has bytes to spare.
 * Format: http://yann.lecun.com/exdb/mnist
 */
export function readIdx(bytes: Uint8Array, file: string, dimensions: number): IdxArray {
  const content = unzipped(bytes, file);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length < 4)
    throw new DataError(
      `${file} is cut short: it has ${content.length} bytes, an IDX file at least 4.`,
    );
  if (
    view.getUint16(0) !== 0 ||
    view.getUint8(2) !== UNSIGNED_BYTE ||
    view.getUint8(3) !== dimensions
  )
    throw new DataError(
      `${file} starts with ${hex(view.getUint32(0))}; an IDX file of bytes with ${dimensions} ` +
        `${dimensions === 1 ? 'dimension' : 'dimensions'} starts with ${hex((UNSIGNED_BYTE << 8) | dimensions)}.`,
    );
  const start = 4 + 4 * dimensions;
  if (content.length < start)
    throw new DataError(
      `${file} is cut short: its header ends after ${content.length} of ${start} bytes.`,
    );
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const promised = start + shape.reduce((a, b) => a * b, 1);
  if (content.length !== promised)
    throw new DataError(
      `${file} ${content.length < promised ? 'is cut short' : 'is too long'}: its header promises ` +
        `${shape.join(' × ')} bytes after the first ${start}, ${content.length - start} are there.`,
    );
  return { shape, data: content.subarray(start) };
}

function unzipped(bytes: Uint8Array, file: string): Uint8Array {
  if (!GZIP_MAGIC.every((byte, i) => bytes[i] === byte)) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    throw new DataError(
      `${file} is cut short or damaged: its gzip stream does not end. Fetch it again.`,
    );
  }
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`;
