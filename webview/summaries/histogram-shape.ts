import type { Bucket, Histogram, Summary } from '../../runtime/protocol/summaries';
import type { Range } from '../charts/ranges';

/** One step's histogram, as a card draws it. */
export interface StepHistogram {
  readonly index: number;
  readonly step: number;
  readonly buckets: readonly Bucket[];
}

/** The shares of the values below which stand: the outermost, one and two and three standard deviations of a normal. */
export const BAND_SHARES = [0, 0.0668, 0.1587, 0.3085, 0.5, 0.6915, 0.8413, 0.9332, 1] as const;

export const histogramsOf = (summaries: readonly Summary[]): StepHistogram[] =>
  summaries.flatMap(({ index, step, content }) =>
    content?.kind === 'histogram' && totalOf(content) > 0
      ? [{ index, step, buckets: content.buckets }]
      : [],
  );

/** How many values it counts. */
export const totalOf = ({ buckets }: Pick<Histogram, 'buckets'>): number =>
  buckets.reduce((sum, [, , count]) => sum + count, 0);

/** The range of the values that are counted; null where there is none. */
export function extentOf(histograms: readonly Pick<Histogram, 'buckets'>[]): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { buckets } of histograms)
    for (const [left, right, count] of buckets) {
      if (count === 0) continue;
      low = Math.min(low, left);
      high = Math.max(high, right);
    }
  return low <= high ? [low, high] : null;
}

/**
 * How many values lie in each of `bins` equal parts of a range, taking those of a bucket to lie evenly in it. One
 * without width counts where it stands. What lies outside of the range is left out.
 */
export function rebinned(
  buckets: readonly Bucket[],
  [low, high]: Range,
  bins: number,
): Float64Array {
  const counts = new Float64Array(bins);
  const width = (high - low) / bins;
  const binOf = (value: number): number => Math.min(bins - 1, Math.floor((value - low) / width));
  for (const [left, right, count] of buckets) {
    if (count === 0 || right < low || left > high) continue;
    if (!(right > left)) {
      counts[binOf(left)]! += count;
      continue;
    }
    const [from, to] = [Math.max(left, low), Math.min(right, high)];
    for (let bin = binOf(from); bin <= binOf(to); bin++) {
      const overlap = Math.min(to, low + (bin + 1) * width) - Math.max(from, low + bin * width);
      if (overlap > 0) counts[bin]! += (count * overlap) / (right - left);
    }
  }
  return counts;
}

/** The values below which a share of all lies, taking those of a bucket to lie evenly in it; ascending shares. */
export function quantiles(buckets: readonly Bucket[], shares: readonly number[]): number[] {
  const filled = buckets.filter(([, , count]) => count > 0);
  const total = totalOf({ buckets: filled });
  let below = 0;
  let at = 0;
  return shares.map((share) => {
    const wanted = share * total;
    while (at < filled.length - 1 && below + filled[at]![2] < wanted) below += filled[at++]![2];
    const [left, right, count] = filled[at] ?? [NaN, NaN, 1];
    return left + (right - left) * Math.min(1, Math.max(0, (wanted - below) / count));
  });
}
