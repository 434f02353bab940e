/**
 * TFRecord framing, as TensorFlow writes it:
 *
 *     u64   length of the data
 *     u32   masked CRC-32C of the length's eight bytes
 *     data
 *     u32   masked CRC-32C of the data
 */
import { maskedCrc32c } from './crc32c';

const LENGTH_BYTES = 8;
const CRC_BYTES = 4;
const HEADER_BYTES = LENGTH_BYTES + CRC_BYTES;
const OVERHEAD = HEADER_BYTES + CRC_BYTES;

/** No event of ours or of TensorBoard's comes near this: a longer one is damage whose checksum happens to fit. */
const LONGEST_RECORD = 256 * 1024 * 1024;

/** One record with its frame. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(OVERHEAD + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(LENGTH_BYTES, maskedCrc32c(bytes, 0, LENGTH_BYTES), true);
  bytes.set(data, HEADER_BYTES);
  view.setUint32(HEADER_BYTES + data.length, maskedCrc32c(data), true);
  return bytes;
}

/** Where the first whole, sound record at or after `start` begins; the bytes' length when there is none. */
export function findRecord(bytes: Uint8Array, start = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; bytes.length - at >= OVERHEAD; at++) {
    // Checked first because it is cheap: the upper half of any length that may stand here is 0.
    if (view.getUint32(at + 4, true) !== 0) continue;
    const length = view.getUint32(at, true);
    if (bytes.length - at < OVERHEAD + length) continue;
    if (view.getUint32(at + LENGTH_BYTES, true) !== maskedCrc32c(bytes, at, at + LENGTH_BYTES))
      continue;
    const dataAt = at + HEADER_BYTES;
    const dataCrc = view.getUint32(dataAt + length, true);
    if (dataCrc === maskedCrc32c(bytes, dataAt, dataAt + length)) return at;
  }
  return bytes.length;
}

export interface RecordsRead {
  /** Views into the bytes read, in order. */
  readonly records: readonly Uint8Array[];
  /** Where the next record begins: all before it has been read. */
  readonly end: number;
  /** True when the bytes after `end` are damaged: no more will ever come of them. A cut-off record is not damage. */
  readonly damaged: boolean;
}

/** All whole, sound records of `bytes` from `start` on, as far as they go. */
export function readRecords(bytes: Uint8Array, start = 0): RecordsRead {
  const records: Uint8Array[] = [];
  const place: RecordPlace = { start: 0, end: 0, next: start };
  for (;;) {
    const at = place.next;
    const found = nextRecord(bytes, at, place);
    if (found !== 'sound') return { records, end: at, damaged: found === 'damaged' };
    records.push(bytes.subarray(place.start, place.end));
  }
}

/** Where a record's data lie, and where the record after it begins. */
export interface RecordPlace {
  start: number;
  end: number;
  next: number;
}

export type RecordFound = 'sound' | 'cut off' | 'damaged';

/** Finds the record that begins at `at` and writes into `place` where it is; nothing unless it is sound. */
export function nextRecord(bytes: Uint8Array, at: number, place: RecordPlace): RecordFound {
  const found = nextFrame(bytes, at, place);
  return found === 'sound' && !isSound(bytes, place) ? 'damaged' : found;
}

/** Like `nextRecord`, but of a record's data it only says where they are, not that they are sound. */
export function nextFrame(bytes: Uint8Array, at: number, place: RecordPlace): RecordFound {
  if (bytes.length - at < HEADER_BYTES) return 'cut off';
  const length = uint32(bytes, at) + uint32(bytes, at + 4) * 2 ** 32;
  if (uint32(bytes, at + LENGTH_BYTES) !== maskedCrc32c(bytes, at, at + LENGTH_BYTES))
    return 'damaged';
  if (length > LONGEST_RECORD) return 'damaged';
  if (bytes.length - at < OVERHEAD + length) return 'cut off';
  place.start = at + HEADER_BYTES;
  place.end = place.start + length;
  place.next = place.end + CRC_BYTES;
  return 'sound';
}

/** Whether the data of a record are as they were written. */
export const isSound = (bytes: Uint8Array, { start, end }: RecordPlace): boolean =>
  uint32(bytes, end) === maskedCrc32c(bytes, start, end);

const uint32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
