/** TensorFlow's `TensorProto` (tensorflow/core/framework/tensor.proto), as far as summaries use it. */
import { readFields } from './protobuf';

export interface Tensor {
  readonly shape: readonly number[];
  /** The elements of a tensor of numbers, row by row; null for texts and types that no summary has. */
  readonly numbers: Float64Array | null;
  /** The elements of a tensor of texts, as bytes; empty for numbers. */
  readonly strings: readonly Uint8Array[];
}

const TENSOR = { dtype: 1, shape: 2, content: 4, strings: 8 } as const;
const DIM = 2;
const SIZE = 1;

/** How the elements of one type lie in `tensor_content`, and in which field they are listed otherwise. */
interface NumberType {
  readonly bytes: number;
  readonly listedIn: number;
  read(view: DataView, at: number): number;
  /** What a listed number stands for, where that is its bits. */
  readonly ofBits?: (bits: number) => number;
}

const FLOATS = 5;
const DOUBLES = 6;
const INTS = 7;
const LONGS = 10;
const HALVES = 13;

/** By the number of `DataType`. */
const NUMBER_TYPES: ReadonlyMap<number, NumberType> = new Map([
  [1, { bytes: 4, listedIn: FLOATS, read: (view, at) => view.getFloat32(at, true) }],
  [2, { bytes: 8, listedIn: DOUBLES, read: (view, at) => view.getFloat64(at, true) }],
  [3, { bytes: 4, listedIn: INTS, read: (view, at) => view.getInt32(at, true) }],
  [9, { bytes: 8, listedIn: LONGS, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  [
    14,
    {
      bytes: 2,
      listedIn: HALVES,
      read: (view, at) => bfloat16(view.getUint16(at, true)),
      ofBits: bfloat16,
    },
  ],
  [
    19,
    {
      bytes: 2,
      listedIn: HALVES,
      read: (view, at) => float16(view.getUint16(at, true)),
      ofBits: float16,
    },
  ],
] satisfies [number, NumberType][]);

/** Throws a RangeError where the message is malformed. */
export function decodeTensor(message: Uint8Array): Tensor {
  let type: NumberType | undefined;
  let shape: readonly number[] = [];
  let content: Uint8Array | null = null;
  const strings: Uint8Array[] = [];
  const listed: number[] = [];
  for (const { number, value, bytes } of readFields(message)) {
    if (number === TENSOR.dtype) type = NUMBER_TYPES.get(value);
    else if (number === TENSOR.shape) shape = decodeShape(bytes);
    else if (number === TENSOR.content) content = bytes;
    else if (number === TENSOR.strings) strings.push(bytes);
    else if (number === type?.listedIn && bytes.length > 0)
      for (const each of unpacked(number, bytes)) listed.push(each);
    else if (number === type?.listedIn) listed.push(value);
  }
  if (type === undefined) return { shape, numbers: null, strings };
  const numbers =
    content === null || content.length === 0
      ? Float64Array.from(listed, type.ofBits)
      : contentOf(type, content);
  return { shape, numbers, strings };
}

function decodeShape(message: Uint8Array): number[] {
  const shape: number[] = [];
  for (const { number, bytes } of readFields(message)) {
    if (number !== DIM) continue;
    let size = 0;
    for (const field of readFields(bytes)) if (field.number === SIZE) size = field.value;
    shape.push(size);
  }
  return shape;
}

function contentOf({ bytes, read }: NumberType, content: Uint8Array): Float64Array {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Float64Array.from({ length: Math.floor(content.length / bytes) }, (_, i) =>
    read(view, i * bytes),
  );
}

/** The elements of a packed field. */
function unpacked(field: number, bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (field === FLOATS)
    return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) =>
      view.getFloat32(4 * i, true),
    );
  if (field === DOUBLES) return [...doublesOf(bytes)];
  const numbers: number[] = [];
  for (let at = 0, start = 0; at < bytes.length; at++) {
    if (bytes[at]! >= 0x80) continue;
    numbers.push(varintOf(bytes.subarray(start, at + 1)));
    start = at + 1;
  }
  return numbers;
}

function varintOf(bytes: Uint8Array): number {
  const exact = bytes.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n);
  return Number(BigInt.asIntN(64, exact));
}

/** A packed field of doubles. */
export function doublesOf(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) =>
    view.getFloat64(8 * i, true),
  );
}

/** IEEE 754 binary16: NaN and infinities stay what they are. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  scratch.setUint32(0, bits * 0x10000);
  return scratch.getFloat32(0);
}
