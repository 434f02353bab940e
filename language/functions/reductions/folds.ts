/** How kernels gather: a number of each element, folded into one, which is finished with their count. */
import type { Arithmetic, KernelFold, Lanes } from '../lanes';

const itself = (_: unknown, x: Lanes): Lanes => x;
const squared = (on: Arithmetic, x: Lanes): Lanes => on.multiply(x, x);
const sizeOf = (on: Arithmetic, x: Lanes): Lanes => on.abs(x);
/** Of nothing there is no mean. */
const share = (total: number, count: number): number => (count === 0 ? 0 : total / count);

export const foldSum: KernelFold = {
  fold: 'sum',
  of: itself,
  finish: (total) => total,
  wgsl: 'total',
};
export const foldMean: KernelFold = {
  fold: 'sum',
  of: itself,
  finish: share,
  wgsl: 'total / count',
};
export const foldNorm: KernelFold = {
  fold: 'sum',
  of: squared,
  finish: Math.sqrt,
  wgsl: 'sqrt(total)',
};
export const foldRms: KernelFold = {
  fold: 'sum',
  of: squared,
  finish: (total, count) => Math.sqrt(share(total, count)),
  wgsl: 'sqrt(total / count)',
};
export const foldSpread: KernelFold = {
  fold: 'sum',
  about: foldMean,
  of: (on, x, centre) => squared(on, on.subtract(x, centre)),
  finish: (total, count) => Math.sqrt(share(total, count)),
  wgsl: 'sqrt(total / count)',
};
export const foldProduct: KernelFold = {
  fold: 'sum',
  of: (on, x, y) => on.multiply(x, y),
  finish: (total) => total,
  wgsl: 'total',
};
export const foldLargest: KernelFold = {
  fold: 'largest',
  of: itself,
  finish: (most) => most,
  wgsl: 'total',
};
export const foldLargestSize: KernelFold = {
  fold: 'largest',
  of: sizeOf,
  finish: (most) => Math.max(most, 0),
  wgsl: 'max(total, 0.0)',
};
