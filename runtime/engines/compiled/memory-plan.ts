import { OVERREACH } from '../../../language';

/** A piece of memory that is in use from one task to another, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

export interface MemoryPlan {
  /** Where each piece starts. */
  readonly offsets: readonly number[];
  readonly bytes: number;
}

const ALIGNMENT = 16;
/** From here on pieces are kept from starting a multiple of 4 KiB apart, where some caches would thrash. */
const LARGE = 4096;
const STAGGER = 1088;

/**
 * Places pieces so that none overlap while both are in use: the largest first, each as low as it can lie. (Pisarchyk,
 * Lee: "Efficient Memory Management for Deep Neural Net Inference", 2020, greedy by size.)
 */
export function planMemory(pieces: readonly Lifetime[]): MemoryPlan {
  const sizes = pieces.map(({ bytes }) => {
    const reach = bytes + (bytes >= LARGE ? STAGGER : OVERREACH);
    return Math.ceil(reach / ALIGNMENT) * ALIGNMENT;
  });
  const order = pieces.map((_, i) => i).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  // Where each piece starts and ends, in memory and in time: plain lists, since large graphs have thousands of pieces.
  const [starts, ends] = [new Float64Array(pieces.length), new Float64Array(pieces.length)];
  const begun = Int32Array.from(pieces, ({ from }) => from);
  const ended = Int32Array.from(pieces, ({ to }) => to);
  /** By where they start. */
  const placed: number[] = [];
  let bytes = 0;
  for (const i of order) {
    const [size, from, to] = [sizes[i]!, begun[i]!, ended[i]!];
    let low = 0;
    for (let p = 0; p < placed.length; p++) {
      const other = placed[p]!;
      if (begun[other]! > to || ended[other]! < from) continue;
      if (starts[other]! >= low + size) break;
      low = Math.max(low, ends[other]!);
    }
    starts[i] = low;
    ends[i] = low + size;
    placed.splice(placeFor(low, placed, starts), 0, i);
    bytes = Math.max(bytes, low + size);
  }
  return { offsets: [...starts], bytes };
}

/** Where in a list by start something that starts there belongs, behind those that start there as well. */
function placeFor(start: number, placed: readonly number[], starts: Float64Array): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[placed[middle]!]! > start) high = middle;
    else low = middle + 1;
  }
  return low;
}
