/** CRC-32C (Castagnoli), as RFC 3720 defines it and TFRecord files use it. */

/** The polynomial 0x1EDC6F41 with its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** Bytes taken at once: table `k` says what a byte does to the checksum when `k` more follow it. */
const SLICES = 8;
const BYTES = 256;

const TABLE = new Uint32Array(SLICES * BYTES);
for (let byte = 0; byte < BYTES; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  TABLE[byte] = crc;
}
for (let i = BYTES; i < TABLE.length; i++) {
  const before = TABLE[i - BYTES]!;
  TABLE[i] = TABLE[before & 0xff]! ^ (before >>> 8);
}

/** The checksum of `bytes[start, end)`, an unsigned 32-bit integer. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffffffff;
  let i = start;
  for (; end - i >= SLICES; i += SLICES) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc =
      TABLE[0x700 | (crc & 0xff)]! ^
      TABLE[0x600 | ((crc >>> 8) & 0xff)]! ^
      TABLE[0x500 | ((crc >>> 16) & 0xff)]! ^
      TABLE[0x400 | (crc >>> 24)]! ^
      TABLE[0x300 | bytes[i + 4]!]! ^
      TABLE[0x200 | bytes[i + 5]!]! ^
      TABLE[0x100 | bytes[i + 6]!]! ^
      TABLE[bytes[i + 7]!]!;
  }
  for (; i < end; i++) crc = TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** TFRecord's constant: a checksum stored among the data that it covers is rotated and shifted by this first. */
const MASK_DELTA = 0xa282ead8;

/** The masked checksum that stands in TFRecord files. */
export function maskedCrc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const crc = crc32c(bytes, start, end);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
