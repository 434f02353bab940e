/** How kernels gather: a number of each element, folded into one, which is finished with their count. */
import type { KernelFold, Lanes, Wide } from '../lanes';

const itself = (_: unknown, x: Lanes): Lanes => x;
const squared = (wide: Wide, x: Lanes): Lanes => wide.multiply(x, x);
const sizeOf = (wide: Wide, x: Lanes): Lanes => wide.abs(x);
/** Of nothing there is no mean. */
const share = (total: number, count: number): number => (count === 0 ? 0 : total / count);

export const foldSum: KernelFold = { fold: 'sum', of: itself, finish: (total) => total };
export const foldMean: KernelFold = { fold: 'sum', of: itself, finish: share };
export const foldNorm: KernelFold = { fold: 'sum', of: squared, finish: Math.sqrt };
export const foldRms: KernelFold = {
  fold: 'sum',
  of: squared,
  finish: (total, count) => Math.sqrt(share(total, count)),
};
export const foldProduct: KernelFold = {
  fold: 'sum',
  of: (wide, x, y) => wide.multiply(x, y),
  finish: (total) => total,
};
export const foldLargest: KernelFold = { fold: 'largest', of: itself, finish: (most) => most };
export const foldLargestSize: KernelFold = {
  fold: 'largest',
  of: sizeOf,
  finish: (most) => Math.max(most, 0),
};
