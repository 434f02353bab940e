/**
 * Binary metric frames: little-endian, one or several blocks after each other. A block carries consecutive
 * points of one series.
 *
 *     offset  type  meaning
 *     0       u8    0x4f ('O')
 *     1       u8    format, 1
 *     2       u8    kind: 1 = scalars
 *     3       u8    flags: bit 0 = the history is complete with this block (later ones are live);
 *                     exactly one block has it, which may be empty, even before there is any tag
 *     4       u32   subscription, as the client chose it
 *     8       u32   tag, an index into the subscription's tags
 *     12      u32   index of the first point in its series: lets a client see gaps and repeats
 *     16      u32   number of points n
 *     20      u32   reserved, 0
 *     24      f64×n steps
 *     …       f64×n wall times, seconds since 1970
 *     …       f32×n values, as the event file holds them
 *     …       0…7   padding to a multiple of 8
 */
export const FRAME_MAGIC = 0x4f;
export const FRAME_FORMAT = 1;
export const SCALARS = 1;
export const HISTORY_COMPLETE = 1;

export interface ScalarBlock {
  readonly subscription: number;
  readonly tag: number;
  readonly first: number;
  readonly historyComplete: boolean;
  readonly steps: Float64Array;
  readonly wallTimes: Float64Array;
  readonly values: Float32Array;
}

const HEADER_BYTES = 24;
const BYTES_PER_POINT = 8 + 8 + 4;

const padded = (bytes: number): number => (bytes + 7) & ~7;

/** Encodes blocks after each other into one frame. */
export function encodeFrame(blocks: readonly ScalarBlock[]): Uint8Array {
  const size = blocks.reduce(
    (sum, block) => sum + padded(HEADER_BYTES + BYTES_PER_POINT * block.steps.length),
    0,
  );
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const block of blocks) {
    const count = block.steps.length;
    view.setUint8(at, FRAME_MAGIC);
    view.setUint8(at + 1, FRAME_FORMAT);
    view.setUint8(at + 2, SCALARS);
    view.setUint8(at + 3, block.historyComplete ? HISTORY_COMPLETE : 0);
    view.setUint32(at + 4, block.subscription, true);
    view.setUint32(at + 8, block.tag, true);
    view.setUint32(at + 12, block.first, true);
    view.setUint32(at + 16, count, true);
    let p = at + HEADER_BYTES;
    for (let i = 0; i < count; i++, p += 8) view.setFloat64(p, block.steps[i]!, true);
    for (let i = 0; i < count; i++, p += 8) view.setFloat64(p, block.wallTimes[i]!, true);
    for (let i = 0; i < count; i++, p += 4) view.setFloat32(p, block.values[i]!, true);
    at += padded(HEADER_BYTES + BYTES_PER_POINT * count);
  }
  return bytes;
}

/** Decodes a frame. Throws a RangeError that says what is malformed; never reads past the end. */
export function decodeFrame(bytes: Uint8Array): ScalarBlock[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: ScalarBlock[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    if (bytes.byteLength - at < HEADER_BYTES) throw new RangeError('metric frame: cut-off header');
    if (view.getUint8(at) !== FRAME_MAGIC) throw new RangeError('metric frame: wrong first byte');
    if (view.getUint8(at + 1) !== FRAME_FORMAT)
      throw new RangeError('metric frame: unknown format');
    if (view.getUint8(at + 2) !== SCALARS) throw new RangeError('metric frame: unknown kind');
    const count = view.getUint32(at + 16, true);
    const size = HEADER_BYTES + BYTES_PER_POINT * count;
    if (bytes.byteLength - at < size) throw new RangeError('metric frame: cut-off points');
    const steps = new Float64Array(count);
    const wallTimes = new Float64Array(count);
    const values = new Float32Array(count);
    let p = at + HEADER_BYTES;
    for (let i = 0; i < count; i++, p += 8) steps[i] = view.getFloat64(p, true);
    for (let i = 0; i < count; i++, p += 8) wallTimes[i] = view.getFloat64(p, true);
    for (let i = 0; i < count; i++, p += 4) values[i] = view.getFloat32(p, true);
    blocks.push({
      subscription: view.getUint32(at + 4, true),
      tag: view.getUint32(at + 8, true),
      first: view.getUint32(at + 12, true),
      historyComplete: (view.getUint8(at + 3) & HISTORY_COMPLETE) !== 0,
      steps,
      wallTimes,
      values,
    });
    at += padded(size);
  }
  return blocks;
}
