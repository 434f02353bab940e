export type Range = readonly [number, number];

/** Room above and below the lines, as a share of their height. */
const MARGIN = 0.06;

/** The smallest range that holds all finite values; null when there is none. */
export function extentOf(values: Iterable<number>): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** A range that can be drawn: a single x gets room on both sides. */
export const widen = ([low, high]: Range): Range =>
  low < high ? [low, high] : [low - 1, high + 1];

/** The y-axis for lines that span `extent`: with a margin, which does not cross zero where the lines do not. */
export function yRange(extent: Range | null, log: boolean): Range {
  if (!extent) return log ? [0.1, 1] : [0, 1];
  const [low, high] = extent;
  if (log) {
    const ratio = Math.max(high / low, 1.1) ** MARGIN;
    return [low / ratio, high * ratio];
  }
  const size = high - low || Math.abs(high) || 1;
  const padded = [low - MARGIN * size, high + MARGIN * size] as const;
  return [
    low >= 0 ? Math.max(0, padded[0]) : padded[0],
    high <= 0 ? Math.min(0, padded[1]) : padded[1],
  ];
}

/** Marks of a logarithmic axis: decades, or 1-2-5 in each, or all digits, whichever gives enough of them. */
export function logTicks([low, high]: Range): number[] {
  const decades = Math.log10(high / low);
  const digits = decades > 5 ? [1] : decades > 1.5 ? [1, 2, 5] : [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const ticks: number[] = [];
  const every = decades > 10 ? Math.ceil(decades / 6) : 1;
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const digit of digits) {
      const tick = Number(`${digit}e${power}`);
      if (power % every === 0 && tick >= low && tick <= high) ticks.push(tick);
    }
  return ticks;
}
