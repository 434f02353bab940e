import type { Arena } from './arena';
import type { Buffers } from './buffers';
import type { Run as Call } from './emit';
import { blockLayout, startOf } from './kernel';
import type { Domain, LoweredKernel } from './lower';
import { TOTALS_LENGTH } from './totals';
import type { Run } from './runs';
import { totalsSize } from './taps';

/** The memory in which one run of tensors hands a kernel its arguments, and gets its results. */
export interface Block {
  readonly lowered: LoweredKernel;
  readonly run: Run;
  readonly address: number;
  /** Where each fold leaves its totals, and how many there are, those that only fill up a block of four included. */
  readonly totals: readonly { readonly address: number; readonly length: number }[];
  /** Where the totals of the values lie that are measured on the way. */
  readonly measured: number;
  readonly rows: number;
  readonly cols: number;
}

/** A kernel ready to be called for one run. */
export interface Bound extends Block {
  readonly call: Call;
  /** Of its arguments, among the numbers of the body. */
  readonly places: readonly number[];
  /** Where its arguments are. */
  readonly numbersAt: number;
  readonly elements: number;
}

export function reserveBlock(arena: Arena, lowered: LoweredKernel, run: Run): Block {
  const { kernel, domain } = lowered;
  const [rows, cols] = shapeIn(domain, run);
  const address = arena.reserve(blockLayout(kernel).size, 'the arguments of kernels');
  const totals = kernel.folds.map(({ per }) => {
    const length = per === 'all' ? 1 : per === 'row' ? rows : Math.ceil(cols / 4) * 4;
    return { address: arena.reserve(8 * length, 'row and column statistics'), length };
  });
  const taps = kernel.taps.length;
  const measured = taps > 0 ? arena.reserve(totalsSize(taps), 'what is measured of values') : 0;
  return { lowered, run, address, totals, measured, rows, cols };
}

/**
 * Writes into a block what does not change: the shape, and where the buffers are.
 *
 * @param scratch where values that are measured may be put aside
 * @param places where the arguments stand among the numbers that it is called with
 */
export function bind(
  block: Block,
  arena: Arena,
  buffers: Buffers,
  scope: string,
  call: Call,
  scratch: number,
  places: readonly number[],
): Bound {
  const { lowered, run, address, totals, measured, rows, cols } = block;
  const { addresses, results, scratch: scratchAt, numbers } = blockLayout(lowered.kernel);
  const words = new Uint32Array(arena.memory.buffer, address, numbers / 4);
  words[0] = rows;
  words[1] = cols;
  lowered.buffers.forEach((ref, i) => {
    words[addresses / 4 + i] = buffers.addressOf(ref, scope, run.tensors[0]) + 4 * (run.first ?? 0);
  });
  totals.forEach((total, i) => (words[results / 4 + i] = total.address));
  if (lowered.tapped.length > 0) words.set([scratch, measured], scratchAt / 4);
  return { ...block, call, places, numbersAt: address + numbers, elements: rows * cols };
}

/** Calls a kernel with its arguments among these numbers. */
export function callKernel(bound: Bound, arena: Arena, numbers: Float64Array): void {
  fillBlock(bound, arena, numbers);
  if (bound.elements > 0) bound.call(bound.address);
}

/** Puts down what a kernel is called with. */
export function fillBlock(bound: Bound, { whole }: Arena, numbers: Float64Array): void {
  const { lowered, numbersAt, places, totals, measured } = bound;
  const first = numbersAt / Float64Array.BYTES_PER_ELEMENT;
  for (let i = 0; i < places.length; i++) whole[first + i] = numbers[places[i]];
  const { folds } = lowered.kernel;
  for (let i = 0; i < folds.length; i++) {
    const start = totals[i].address / Float64Array.BYTES_PER_ELEMENT;
    whole.fill(startOf(folds[i].fold), start, start + totals[i].length);
  }
  const taps = lowered.tapped.length;
  if (taps > 0) {
    const start = measured / Float64Array.BYTES_PER_ELEMENT;
    whole.fill(0, start, start + TOTALS_LENGTH * taps);
  }
}

/** How many rows or columns there are to have a statistic of. */
export const linesOf = (per: 'row' | 'col', { rows, cols }: Block): number =>
  per === 'row' ? rows : cols;

/** Rows and columns as a kernel sees them: the numbers of lines are one long row. */
export function shapeIn(domain: Domain, { rows, cols }: Run): [number, number] {
  if (domain === 'elem') return [rows, cols];
  return [1, domain === 'row' ? rows : cols];
}
