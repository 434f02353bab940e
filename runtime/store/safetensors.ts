/**
 * The safetensors format of Hugging Face, for 32- and 64-bit floats: eight bytes with the length of a JSON header, the
 * header, then all numbers, little-endian as every machine that Node runs on. The header is padded with spaces so that
 * the numbers begin at a multiple of eight.
 */

export interface SavedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SavedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: 'F32' | 'F64';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const LENGTH_BYTES = 8;
const METADATA = '__metadata__';
/** A header that says it is longer is not one. */
const LONGEST_HEADER = 100_000_000;

/** The parts of a file, to be written one after the other; the tensors' numbers are not copied. */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array[] {
  // The wider first: so all lie at multiples of their own size.
  const ordered = [...tensors].sort(([, a], [, b]) => widthOf(b) - widthOf(a));
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    const start = end;
    end += data.byteLength;
    const dtype = data instanceof Float64Array ? 'F64' : 'F32';
    header[name] = { dtype, shape, data_offsets: [start, end] } satisfies Entry;
  }
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const head = Buffer.alloc(LENGTH_BYTES + length, ' ');
  head.writeBigUInt64LE(BigInt(length), 0);
  text.copy(head, LENGTH_BYTES);
  return [
    head,
    ...ordered.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
}

const widthOf = ({ data }: SavedTensor): number => data.BYTES_PER_ELEMENT;

/** Reads a file's bytes. Throws a RangeError that says what is wrong with them. */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, metadata, start } = readHeader(bytes);
  const tensors = new Map<string, SavedTensor>();
  for (const [name, { dtype, shape, data_offsets }] of entries) {
    const [from, to] = data_offsets.map((offset) => start + offset) as [number, number];
    const count = shape.reduce((size, extent) => size * extent, 1);
    if (to - from !== count * (dtype === 'F64' ? 8 : 4) || from < start || to > bytes.length)
      throw new RangeError(`the numbers of "${name}" are not all there`);
    const own = new Uint8Array(bytes.subarray(from, to)).buffer;
    tensors.set(name, {
      shape,
      data: dtype === 'F64' ? new Float64Array(own) : new Float32Array(own),
    });
  }
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): {
  readonly entries: readonly (readonly [string, Entry])[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly start: number;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH_BYTES ? Infinity : Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (length > LONGEST_HEADER || start > bytes.length) throw new RangeError('it has no header');
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(Buffer.from(bytes.subarray(LENGTH_BYTES, start)).toString('utf8'));
  } catch {
    throw new RangeError('its header is not JSON');
  }
  const { [METADATA]: metadata = {}, ...entries } = header;
  for (const [name, entry] of Object.entries(entries))
    if (!isEntry(entry)) throw new RangeError(`"${name}" is not a tensor of 32- or 64-bit floats`);
  return {
    entries: Object.entries(entries as Record<string, Entry>),
    metadata: metadata as Record<string, string>,
    start,
  };
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  return (
    (dtype === 'F32' || dtype === 'F64') &&
    Array.isArray(shape) &&
    shape.every((extent) => Number.isSafeInteger(extent) && (extent as number) >= 0) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every((offset) => Number.isSafeInteger(offset))
  );
}
