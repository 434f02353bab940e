import type { KernelGraph } from './graph';
import type { Node } from './nodes';

/** Where a buffer has its numbers: one an element, a row or a column. */
export type Per = 'element' | 'row' | 'col';

/** What becomes of one value: it is stored in a buffer of one number an element. */
export interface Store {
  readonly buffer: number;
  readonly value: Node;
}

/** A sum, or the largest, of what all elements contribute, or those of each row or column; in float64. */
export interface Fold {
  readonly per: 'all' | 'row' | 'col';
  readonly fold: 'sum' | 'largest';
  readonly halves: readonly [Node, Node];
}

/** One pass over the elements of a matrix. */
export interface Kernel {
  readonly graph: KernelGraph;
  readonly buffers: readonly Per[];
  readonly argumentCount: number;
  readonly stores: readonly Store[];
  readonly folds: readonly Fold[];
  /** Values that are measured on the way, besides. */
  readonly taps: readonly Node[];
}

/**
 * What a kernel is called with: the address of a block that holds, as 32-bit numbers, rows, columns and the addresses
 * of its buffers and of the results of its folds, and where values are measured those of scratch memory and totals; then,
 * from `numbers` on, its arguments as float64.
 */
export interface BlockLayout {
  readonly addresses: number;
  readonly results: number;
  readonly scratch: number;
  readonly numbers: number;
  readonly size: number;
}

/** Where a block holds rows and columns. */
export const ROWS = 0;
export const COLS = 4;

export function blockLayout({ buffers, folds, taps, argumentCount }: Kernel): BlockLayout {
  const addresses = 8;
  const results = addresses + 4 * buffers.length;
  const scratch = results + 4 * folds.length;
  const numbers = Math.ceil((scratch + (taps.length > 0 ? 8 : 0)) / 8) * 8;
  return { addresses, results, scratch, numbers, size: numbers + 8 * argumentCount };
}

/** True where the shape does not matter: rows may be taken for one long one, tensors side by side for one tensor. */
export const isFlat = ({ buffers, folds }: Kernel): boolean =>
  buffers.every((per) => per === 'element') && folds.every(({ per }) => per === 'all');

/**
 * Beyond the end of a row or buffer up to three elements are read and written back as they were, so memory must go on
 * a little behind the last buffer, and no one else may write there meanwhile.
 */
export const OVERREACH = 16;

/** What a fold starts from. */
export const startOf = (fold: Fold['fold']): number => (fold === 'sum' ? 0 : -Infinity);
