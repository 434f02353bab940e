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
  const offsets = new Array<number>(pieces.length).fill(0);
  /** By offset. */
  const placed: number[] = [];
  let bytes = 0;
  for (const i of order) {
    const { from, to } = pieces[i]!;
    let low = 0;
    for (const other of placed) {
      const { from: begun, to: ended } = pieces[other]!;
      if (begun > to || ended < from) continue;
      if (offsets[other]! >= low + sizes[i]!) break;
      low = Math.max(low, offsets[other]! + sizes[other]!);
    }
    offsets[i] = low;
    const place = placed.findIndex((other) => offsets[other]! > low);
    placed.splice(place === -1 ? placed.length : place, 0, i);
    bytes = Math.max(bytes, low + sizes[i]!);
  }
  return { offsets, bytes };
}
