/** From the lowest to the highest value. */
const BARS = '▁▂▃▄▅▆▇█';
/** Of a curve that does not move. */
const LEVEL = '▁';
/** Where no value is finite. */
const BROKEN = '×';

/**
 * A curve as a line of text: each character stands for the mean of the finite values of its share of the points,
 * between the lowest and the highest of these means.
 *
 * @param width the most characters; fewer points take one each
 */
export function sparkline(values: ArrayLike<number>, width: number): string {
  const count = Math.min(values.length, width);
  const edge = (i: number): number => Math.floor((i * values.length) / count);
  const means = Array.from({ length: count }, (_, i) => finiteMean(values, edge(i), edge(i + 1)));
  const finite = means.filter((mean) => mean !== null);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  return means
    .map((mean) => {
      if (mean === null) return BROKEN;
      if (span === 0) return LEVEL;
      const height = Math.floor(((mean - low) / span) * BARS.length);
      return BARS[Math.min(height, BARS.length - 1)]!;
    })
    .join('');
}

function finiteMean(values: ArrayLike<number>, from: number, to: number): number | null {
  let sum = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    sum += values[i]!;
    count++;
  }
  return count === 0 ? null : sum / count;
}
