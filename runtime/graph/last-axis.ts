import type { ReferenceTensor } from './operation';

/** Applies a function to each run of a tensor's last axis and joins the results. */
export const overLastAxis = (
  x: ReferenceTensor,
  of: (row: Float64Array) => Float64Array,
): Float64Array => {
  const width = x.shape.at(-1)!;
  const result = new Float64Array(x.data.length);
  for (let start = 0; start < result.length; start += width) {
    result.set(of(x.data.subarray(start, start + width)), start);
  }
  return result;
};

/** eˣ⁻ᵐ with m the greatest of the row, so that none overflows, and their sum. */
export const stableExponentials = (
  row: Float64Array,
): { readonly exponentials: Float64Array; readonly greatest: number; readonly total: number } => {
  const greatest = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = row.map((value) => Math.exp(value - greatest));
  return { exponentials, greatest, total: exponentials.reduce((a, b) => a + b, 0) };
};
