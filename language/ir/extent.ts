import type { FunctionEntry } from '../functions/entry';
import type { Extent } from './program';

const RANK: Readonly<Record<Extent, number>> = { model: 0, tensor: 1, row: 2, col: 2, elem: 3 };

/** The smallest extent that covers both: `row` and `col` meet in `elem`. */
export function joinExtents(a: Extent, b: Extent): Extent {
  if (a === b) return a;
  if (RANK[a] === RANK[b]) return 'elem';
  return RANK[a] > RANK[b] ? a : b;
}

/** True where a value of extent `a` also fits where `b` is asked for. */
export function fitsIn(a: Extent, b: Extent): boolean {
  return joinExtents(a, b) === b;
}

/** The extent of a function's result, given those of its arguments. */
export function resultExtent(entry: FunctionEntry, args: readonly Extent[]): Extent {
  const { extent } = entry.signature.result;
  return extent === 'broadcast' ? args.reduce(joinExtents, 'model') : extent;
}
