/**
 * Binary metric frames: little-endian, one or several blocks after each other, each about one series. A client that
 * asked for every scalar gets `scalars` only; one that asked for reduced series gets `scalars` as long as a series is
 * short, `coarse` ones from then on, and `view` ones as answers to its questions.
 *
 *     offset  type  meaning
 *     0       u8    0x4f ('O')
 *     1       u8    format, 2
 *     2       u8    kind: 1 = scalars, 2 = coarse, 3 = view
 *     3       u8    flags: bit 0 = the history is complete with this block (later ones are live);
 *                     exactly one block of a subscription has it, which may be empty, even before there is any tag
 *                     bit 1 = what was told of this series from `first` on is void (a run began again there)
 *                     bit 2 = a view with smoothed values
 *     4       u32   subscription, as the client chose it
 *     8       u32   tag, an index into the subscription's tags
 *     12      u32   scalars: index of the first point in its series: lets a client see gaps and repeats
 *                   coarse: index from which on earlier coarse points give way to these
 *                   view: number of the question, as the client chose it
 *     16      u32   number of points n
 *     20      u32   points in the whole series
 *     24      u32×2 only in a view: index of the first point in range, and of the first behind it
 *     …       f64×n steps
 *     …       f64×n wall times, seconds since 1970
 *     …       f32×n values, as the event file holds them
 *     …       u32×n indices in the series (not in scalars, where they follow from `first`)
 *     …       f32×n smoothed values (only in a view with bit 2)
 *     …       0…7   padding to a multiple of 8
 */
export const FRAME_MAGIC = 0x4f;
export const FRAME_FORMAT = 2;

const KINDS = { scalars: 1, coarse: 2, view: 3 } as const;
const HISTORY_COMPLETE = 1;
const SUPERSEDED = 2;
const SMOOTHED = 4;

/** Points of one series, as parallel arrays. */
export interface PointArrays {
  readonly steps: Float64Array;
  /** Seconds since 1970. */
  readonly wallTimes: Float64Array;
  readonly values: Float32Array;
}

interface BlockHeader {
  readonly subscription: number;
  readonly tag: number;
  /** Points in the whole series. */
  readonly total: number;
}

/** Consecutive points of a series. */
export interface ScalarBlock extends BlockHeader, PointArrays {
  readonly kind: 'scalars';
  readonly first: number;
  readonly historyComplete: boolean;
  /** Points from `first` on that came before are void. */
  readonly superseded: boolean;
}

/** The points of a long series that stand for all of it, from the point `first` on. */
export interface CoarseBlock extends BlockHeader, PointArrays {
  readonly kind: 'coarse';
  readonly first: number;
  readonly historyComplete: boolean;
  readonly indices: Uint32Array;
}

/** What can be seen of a range of a series at a given width. */
export interface ViewBlock extends BlockHeader, PointArrays {
  readonly kind: 'view';
  readonly query: number;
  /** Points `[start, end)` of the series, ordered by x, lie within the range. */
  readonly start: number;
  readonly end: number;
  readonly indices: Uint32Array;
  readonly smoothed: Float32Array | null;
}

export type Block = ScalarBlock | CoarseBlock | ViewBlock;

const HEADER_BYTES = 24;
const RANGE_BYTES = 8;
const BYTES_PER_POINT = 8 + 8 + 4;

const padded = (bytes: number): number => (bytes + 7) & ~7;

/** Bytes of a block before its padding. */
function sizeOf(kind: number, count: number, smoothed: boolean): number {
  const indices = kind === KINDS.scalars ? 0 : 4;
  const head = HEADER_BYTES + (kind === KINDS.view ? RANGE_BYTES : 0);
  return head + (BYTES_PER_POINT + indices + (smoothed ? 4 : 0)) * count;
}

/** Encodes blocks after each other into one frame. */
export function encodeFrame(blocks: readonly Block[]): Uint8Array<ArrayBuffer> {
  const sizes = blocks.map((block) =>
    padded(sizeOf(KINDS[block.kind], block.steps.length, isSmoothed(block))),
  );
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  blocks.forEach((block, i) => {
    encodeBlock(bytes, at, block);
    at += sizes[i]!;
  });
  return bytes;
}

const isSmoothed = (block: Block): boolean => block.kind === 'view' && block.smoothed !== null;

function encodeBlock(bytes: Uint8Array<ArrayBuffer>, at: number, block: Block): void {
  const view = new DataView(bytes.buffer, at);
  view.setUint8(0, FRAME_MAGIC);
  view.setUint8(1, FRAME_FORMAT);
  view.setUint8(2, KINDS[block.kind]);
  view.setUint8(3, flagsOf(block));
  view.setUint32(4, block.subscription, true);
  view.setUint32(8, block.tag, true);
  view.setUint32(12, block.kind === 'view' ? block.query : block.first, true);
  view.setUint32(16, block.steps.length, true);
  view.setUint32(20, block.total, true);
  let to = at + HEADER_BYTES;
  if (block.kind === 'view') {
    view.setUint32(HEADER_BYTES, block.start, true);
    view.setUint32(HEADER_BYTES + 4, block.end, true);
    to += RANGE_BYTES;
  }
  const arrays = [
    block.steps,
    block.wallTimes,
    block.values,
    ...(block.kind === 'scalars' ? [] : [block.indices]),
    ...(block.kind === 'view' && block.smoothed !== null ? [block.smoothed] : []),
  ];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), to);
    to += byteLength;
  }
}

function flagsOf(block: Block): number {
  if (block.kind === 'view') return block.smoothed === null ? 0 : SMOOTHED;
  const complete = block.historyComplete ? HISTORY_COMPLETE : 0;
  return complete | (block.kind === 'scalars' && block.superseded ? SUPERSEDED : 0);
}

/** Decodes a frame. Throws a RangeError that says what is malformed; never reads past the end. */
export function decodeFrame(bytes: Uint8Array): Block[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Block[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    if (bytes.byteLength - at < HEADER_BYTES) throw new RangeError('metric frame: cut-off header');
    if (view.getUint8(at) !== FRAME_MAGIC) throw new RangeError('metric frame: wrong first byte');
    if (view.getUint8(at + 1) !== FRAME_FORMAT)
      throw new RangeError('metric frame: unknown format');
    const kind = view.getUint8(at + 2);
    const flags = view.getUint8(at + 3);
    if (kind < KINDS.scalars || kind > KINDS.view)
      throw new RangeError('metric frame: unknown kind');
    const count = view.getUint32(at + 16, true);
    const smoothed = kind === KINDS.view && (flags & SMOOTHED) !== 0;
    const size = sizeOf(kind, count, smoothed);
    if (bytes.byteLength - at < size) throw new RangeError('metric frame: cut-off points');
    blocks.push(decodeBlock(bytes, view, at, kind, flags, count));
    at += padded(size);
  }
  return blocks;
}

function decodeBlock(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  kind: number,
  flags: number,
  count: number,
): Block {
  let from = at + HEADER_BYTES + (kind === KINDS.view ? RANGE_BYTES : 0);
  /** A copy: a frame may lie in its buffer where no array of numbers can. */
  const next = (width: number): ArrayBuffer => {
    const copy = new Uint8Array(width * count);
    copy.set(bytes.subarray(from, from + copy.length));
    from += copy.length;
    return copy.buffer;
  };
  const common = {
    subscription: view.getUint32(at + 4, true),
    tag: view.getUint32(at + 8, true),
    total: view.getUint32(at + 20, true),
    steps: new Float64Array(next(8)),
    wallTimes: new Float64Array(next(8)),
    values: new Float32Array(next(4)),
  };
  const first = view.getUint32(at + 12, true);
  const historyComplete = (flags & HISTORY_COMPLETE) !== 0;
  if (kind === KINDS.scalars) {
    const superseded = (flags & SUPERSEDED) !== 0;
    return { kind: 'scalars', first, historyComplete, superseded, ...common };
  }
  const indices = new Uint32Array(next(4));
  if (kind === KINDS.coarse) return { kind: 'coarse', first, historyComplete, indices, ...common };
  return {
    kind: 'view',
    query: first,
    start: view.getUint32(at + HEADER_BYTES, true),
    end: view.getUint32(at + HEADER_BYTES + 4, true),
    indices,
    smoothed: (flags & SMOOTHED) !== 0 ? new Float32Array(next(4)) : null,
    ...common,
  };
}
