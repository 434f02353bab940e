/** The little of the protocol-buffer wire format that TensorBoard's event files need. */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Builds one message; fields appear in the order of the calls. */
export class MessageBuilder {
  private bytes = new Uint8Array(128);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /** The message so far, a copy. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  double(field: number, value: number): this {
    this.key(field, FIXED64, 8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
    return this;
  }

  float(field: number, value: number): this {
    this.key(field, FIXED32, 4);
    this.view.setFloat32(this.length, value, true);
    this.length += 4;
    return this;
  }

  /** A 64-bit integer, negative ones in two's complement. Beyond 2^53 the number is already rounded. */
  int64(field: number, value: number): this {
    this.key(field, VARINT, 10);
    if (value >= 0 && value <= 0xffffffff) this.varint(value);
    else this.varint(BigInt.asUintN(64, BigInt(Math.trunc(value))));
    return this;
  }

  string(field: number, value: string): this {
    return this.message(field, encoder.encode(value));
  }

  /** Bytes, or an embedded message. */
  message(field: number, value: Uint8Array): this {
    this.key(field, LENGTH_DELIMITED, 5 + value.length);
    this.varint(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
    return this;
  }

  private key(field: number, wireType: number, room: number): void {
    const needed = this.length + 5 + room;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.varint((field << 3) | wireType);
  }

  private varint(value: number | bigint): void {
    if (typeof value === 'bigint') {
      for (; value > 0x7fn; value >>= 7n) this.bytes[this.length++] = Number(value & 0x7fn) | 0x80;
      this.bytes[this.length++] = Number(value);
      return;
    }
    for (; value > 0x7f; value = Math.floor(value / 128)) {
      this.bytes[this.length++] = (value & 0x7f) | 0x80;
    }
    this.bytes[this.length++] = value;
  }
}

/** One field as it stands in a message; which of the members is meant follows from the schema. */
export interface Field {
  readonly number: number;
  /** The value of a varint (as int64), fixed64 (as double) or fixed32 (as float) field, else NaN. */
  readonly value: number;
  /** What a length-delimited field holds; empty for the others. A view, not a copy. */
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** The fields of a message in the order in which they stand. Throws a RangeError where it is cut off or malformed. */
export function* readFields(message: Uint8Array): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const need = (count: number): void => {
    if (count > message.length - at) throw new RangeError('protocol buffer: cut-off field');
  };
  const varint = (): number => {
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      need(1);
      const byte = message[at++]!;
      if (shift === 63 && byte === 1) return Number(BigInt.asIntN(64, negative(message, at - 10)));
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
    throw new RangeError('protocol buffer: number too long');
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case VARINT:
        yield { number, value: varint(), bytes: NO_BYTES };
        break;
      case FIXED64:
        need(8);
        yield { number, value: view.getFloat64(at, true), bytes: NO_BYTES };
        at += 8;
        break;
      case FIXED32:
        need(4);
        yield { number, value: view.getFloat32(at, true), bytes: NO_BYTES };
        at += 4;
        break;
      case LENGTH_DELIMITED: {
        const length = varint();
        need(length);
        yield { number, value: NaN, bytes: message.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        throw new RangeError('protocol buffer: unknown wire type');
    }
  }
}

export const readText = (bytes: Uint8Array): string => decoder.decode(bytes);

/** The ten-byte varint at `start`, exactly. */
function negative(bytes: Uint8Array, start: number): bigint {
  let result = 0n;
  for (let i = 0; i < 10; i++) result |= BigInt(bytes[start + i]! & 0x7f) << BigInt(7 * i);
  return result;
}
