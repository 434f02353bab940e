import { createHash } from 'node:crypto';

/** SHA-256 in hex over pieces of data, each with its length, so that moving a boundary changes the hash. */
export function dataHash(pieces: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}
