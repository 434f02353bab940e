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

/** Digits of a decade that get a mark, from fine to coarse. */
const DIGITS: readonly (readonly number[])[] = [
  Array.from({ length: 90 }, (_, i) => (10 + i) / 10),
  Array.from({ length: 18 }, (_, i) => (2 + i) / 2),
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 5],
  [1],
];

/** Marks of a logarithmic axis: as many as have `spacing` between them on an axis of that length. */
export function logTicks(range: Range, length: number, spacing: number): number[] {
  const perDecade = length / Math.log10(range[1] / range[0]);
  const distance = (a: number, b: number): number => perDecade * Math.log10(b / a);
  for (const digits of DIGITS) {
    const ticks = digitTicks(range, digits, 1);
    if (ticks.every((tick, i) => i === 0 || distance(ticks[i - 1]!, tick) >= spacing)) return ticks;
  }
  return digitTicks(range, [1], Math.ceil(spacing / perDecade));
}

function digitTicks([low, high]: Range, digits: readonly number[], everyDecade: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const digit of digits) {
      const tick = Number(`${digit}e${power}`);
      if (power % everyDecade === 0 && tick >= low && tick <= high) ticks.push(tick);
    }
  return ticks;
}
