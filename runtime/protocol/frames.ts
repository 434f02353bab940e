/**
 * Binary metric frames: little-endian, one or several blocks after each other, each about one series. A client that
 * asked for every scalar gets `scalars` only; one that asked for reduced series gets `scalars` as long as a series is
 * short, `coarse` ones from then on, and `view` and `mean` ones as answers to its questions.
 *
 *     offset  type  meaning
 *     0       u8    0x4f ('O')
 *     1       u8    format, 3
 *     2       u8    kind: 1 = scalars, 2 = coarse, 3 = view, 4 = mean
 *     3       u8    flags: bit 0 = the history is complete with this block (later ones are live);
 *                     exactly one block of a subscription has it, which may be empty, even before there is any tag
 *                     bit 1 = what was told of this series from `first` on is void (a run began again there)
 *                     bit 2 = a view with smoothed values
 *                     bit 3 = a view whose x is another metric
 *     4       u32   subscription, as the client chose it; 0 in a mean, which may be of several
 *     8       u32   tag, an index into the subscription's tags; 0 in a mean
 *     12      u32   scalars: index of the first point in its series: lets a client see gaps and repeats
 *                   coarse: index from which on earlier coarse points give way to these
 *                   view, mean: number of the question, as the client chose it
 *     16      u32   number of points n
 *     20      u32   points in the whole series; of a mean, those from the first one here on
 *     24      u32×2 only in answers: index of the first point in range, and of the first behind it
 *     32      u32×2 only in answers: how many points have a place on the axis; 0
 *     …             n of each of these, after each other, and 0…7 bytes up to a multiple of 8
 *
 *     scalars  f64 steps · f64 wall times, seconds since 1970 · f32 values, as the event file holds them
 *     coarse   the same · u32 indices in the series
 *     view     the same · u32 indices, by x · f32 smoothed values (with bit 2) · f64 x (with bit 3)
 *     mean     f64 x · f64 means · f64 lower and f64 upper edges of the band · u32 runs that each is of ·
 *              u32 runs with a value there that is not finite
 */
export const FRAME_MAGIC = 0x4f;
export const FRAME_FORMAT = 3;

const KINDS = { scalars: 1, coarse: 2, view: 3, mean: 4 } as const;
const HISTORY_COMPLETE = 1;
const SUPERSEDED = 2;
const SMOOTHED = 4;
const PLACED = 8;

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

/** What an answer says about a range. */
interface RangeHeader {
  readonly query: number;
  /** Points `[start, end)`, ordered by x, lie within the range. */
  readonly start: number;
  readonly end: number;
  /** Points that have a place on the axis: fewer than all where x is another metric, which some have no partner in. */
  readonly placed: number;
}

/** What can be seen of a range of a series at a given width. */
export interface ViewBlock extends BlockHeader, PointArrays, RangeHeader {
  readonly kind: 'view';
  readonly indices: Uint32Array;
  readonly smoothed: Float32Array | null;
  /** Where each point lies, when another metric says so; null where its step or time does. */
  readonly xs: Float64Array | null;
}

/** What can be seen of the mean of several series. Its points count from the first one here on. */
export interface MeanBlock extends RangeHeader {
  readonly kind: 'mean';
  readonly total: number;
  readonly xs: Float64Array;
  readonly means: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly indices: Uint32Array;
  readonly counts: Uint32Array;
  readonly missing: Uint32Array;
}

/** What answers a question: it is told by its number, not by a subscription. */
export type AnswerBlock = ViewBlock | MeanBlock;
export type Block = ScalarBlock | CoarseBlock | AnswerBlock;

const HEADER_BYTES = 24;
const ANSWER_BYTES = 16;

type NumberArray = Float64Array | Float32Array | Uint32Array;

const POINTS = { steps: Float64Array, wallTimes: Float64Array, values: Float32Array } as const;

/** The arrays of a kind of block, in their order. */
function arraysOf(kind: number, flags: number): Readonly<Record<string, ArrayType>> {
  switch (kind) {
    case KINDS.scalars:
      return POINTS;
    case KINDS.coarse:
      return { ...POINTS, indices: Uint32Array };
    case KINDS.view:
      return {
        ...POINTS,
        indices: Uint32Array,
        ...((flags & SMOOTHED) !== 0 ? { smoothed: Float32Array } : {}),
        ...((flags & PLACED) !== 0 ? { xs: Float64Array } : {}),
      };
    default:
      return {
        xs: Float64Array,
        means: Float64Array,
        low: Float64Array,
        high: Float64Array,
        indices: Uint32Array,
        counts: Uint32Array,
        missing: Uint32Array,
      };
  }
}
type ArrayType = Float64ArrayConstructor | Float32ArrayConstructor | Uint32ArrayConstructor;

const padded = (bytes: number): number => (bytes + 7) & ~7;
const headerBytes = (kind: number): number =>
  HEADER_BYTES + (kind >= KINDS.view ? ANSWER_BYTES : 0);

/** Bytes of a block before its padding. */
function sizeOf(kind: number, flags: number, count: number): number {
  let width = 0;
  for (const type of Object.values(arraysOf(kind, flags))) width += type.BYTES_PER_ELEMENT;
  return headerBytes(kind) + width * count;
}

const countOf = (block: Block): number =>
  block.kind === 'mean' ? block.xs.length : block.steps.length;

/** Encodes blocks after each other into one frame. */
export function encodeFrame(blocks: readonly Block[]): Uint8Array<ArrayBuffer> {
  const sizes = blocks.map((block) =>
    padded(sizeOf(KINDS[block.kind], flagsOf(block), countOf(block))),
  );
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  blocks.forEach((block, i) => {
    encodeBlock(bytes, at, block);
    at += sizes[i]!;
  });
  return bytes;
}

function encodeBlock(bytes: Uint8Array<ArrayBuffer>, at: number, block: Block): void {
  const view = new DataView(bytes.buffer, at);
  const [kind, flags] = [KINDS[block.kind], flagsOf(block)];
  view.setUint8(0, FRAME_MAGIC);
  view.setUint8(1, FRAME_FORMAT);
  view.setUint8(2, kind);
  view.setUint8(3, flags);
  view.setUint32(4, block.kind === 'mean' ? 0 : block.subscription, true);
  view.setUint32(8, block.kind === 'mean' ? 0 : block.tag, true);
  view.setUint32(12, 'query' in block ? block.query : block.first, true);
  view.setUint32(16, countOf(block), true);
  view.setUint32(20, block.total, true);
  if ('query' in block)
    [block.start, block.end, block.placed].forEach((number, i) =>
      view.setUint32(HEADER_BYTES + 4 * i, number, true),
    );
  let to = at + headerBytes(kind);
  for (const name of Object.keys(arraysOf(kind, flags))) {
    const array = (block as unknown as Record<string, NumberArray>)[name]!;
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), to);
    to += array.byteLength;
  }
}

function flagsOf(block: Block): number {
  if (block.kind === 'mean') return 0;
  if (block.kind === 'view')
    return (block.smoothed === null ? 0 : SMOOTHED) | (block.xs === null ? 0 : PLACED);
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
    if (kind < KINDS.scalars || kind > KINDS.mean)
      throw new RangeError('metric frame: unknown kind');
    const size = sizeOf(kind, flags, view.getUint32(at + 16, true));
    if (bytes.byteLength - at < size) throw new RangeError('metric frame: cut-off points');
    blocks.push(decodeBlock(bytes, view, at, kind, flags));
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
): Block {
  const u32 = (offset: number): number => view.getUint32(at + offset, true);
  const arrays: Record<string, NumberArray> = {};
  let from = at + headerBytes(kind);
  for (const [name, type] of Object.entries(arraysOf(kind, flags))) {
    // A copy: a frame may lie in its buffer where no array of numbers can.
    const copy = new Uint8Array(type.BYTES_PER_ELEMENT * u32(16));
    copy.set(bytes.subarray(from, from + copy.length));
    from += copy.length;
    arrays[name] = new type(copy.buffer);
  }
  const answer = () => ({
    query: u32(12),
    start: u32(HEADER_BYTES),
    end: u32(HEADER_BYTES + 4),
    placed: u32(HEADER_BYTES + 8),
  });
  const total = u32(20);
  if (kind === KINDS.mean)
    return { kind: 'mean', total, ...answer(), ...arrays } as unknown as MeanBlock;
  const common = { subscription: u32(4), tag: u32(8), total };
  if (kind === KINDS.view) {
    const parts = { smoothed: null, xs: null, ...arrays };
    return { kind: 'view', ...common, ...answer(), ...parts } as unknown as ViewBlock;
  }
  const historyComplete = (flags & HISTORY_COMPLETE) !== 0;
  const live = { first: u32(12), historyComplete, ...common };
  if (kind === KINDS.coarse)
    return { kind: 'coarse', ...live, ...arrays } as unknown as CoarseBlock;
  const superseded = (flags & SUPERSEDED) !== 0;
  return { kind: 'scalars', superseded, ...live, ...arrays } as unknown as ScalarBlock;
}
