import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c';

describe('CRC-32C', () => {
  it.each([
    ['32 zero bytes', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes 0xff', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 increasing bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['32 decreasing bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ['the nine digits', new TextEncoder().encode('123456789'), 0xe3069283],
  ])('agrees with the known value for %s', (_name, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('covers the given range only', () => {
    const bytes = new TextEncoder().encode('xx123456789y');
    expect(crc32c(bytes, 2, 11)).toBe(0xe3069283);
  });

  it('can be unmasked by the inverse of the mask', () => {
    const bytes = new TextEncoder().encode('123456789');
    const rotated = (maskedCrc32c(bytes) - 0xa282ead8) >>> 0;
    expect(((rotated >>> 17) | (rotated << 15)) >>> 0).toBe(0xe3069283);
  });
});
