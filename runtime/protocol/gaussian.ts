import { typicalSpacing, type Smoother, type SteppedValues } from './smoothing';

/** Beyond this many standard deviations a point no longer counts: its weight is below 0.0004. */
const REACH = 4;
/** From this width on, in typical spacings, sums over cells stand for sums over points. */
const WIDE = 16;
/** Cells for one standard deviation: with linear shares the error stays below half a percent of the curve's height. */
const CELLS = 10;

/**
 * The Nadaraya–Watson estimate with a Gaussian kernel over steps: each value is the mean of all, weighed by
 * exp(−½ (Δ / σ)²) with σ = width × typical spacing. Narrow kernels are summed point by point; for wide ones points are
 * shared out to a grid first, whose cells are then what is summed.
 */
export class GaussianSmoother implements Smoother {
  unchanged = 0;
  private done = -1;
  private smoothed: Float64Array = new Float64Array(0);

  constructor(
    private readonly series: SteppedValues,
    private readonly width: number,
  ) {}

  values(): Float64Array {
    const { steps, length } = this.series;
    this.unchanged = this.done === length ? length : 0;
    if (this.unchanged === length && length > 0) return this.smoothed;
    this.done = length;
    const sigma = this.width * typicalSpacing(steps);
    const cells = length === 0 ? 0 : ((steps[length - 1]! - steps[0]!) / sigma) * CELLS;
    const onGrid = this.width >= WIDE && cells <= 2 * length;
    this.smoothed = onGrid
      ? smoothOnGrid(this.series, sigma, Math.ceil(cells) + 2)
      : smoothExactly(this.series, sigma);
    return this.smoothed;
  }
}

function smoothExactly({ steps, values, length }: SteppedValues, sigma: number): Float64Array {
  const smoothed = new Float64Array(length);
  let from = 0;
  for (let i = 0; i < length; i++) {
    const step = steps[i]!;
    while (steps[from]! < step - REACH * sigma) from++;
    let sum = 0;
    let total = 0;
    for (let j = from; j < length && steps[j]! <= step + REACH * sigma; j++) {
      const value = values[j]!;
      if (value - value !== 0) continue;
      const distance = (steps[j]! - step) / sigma;
      const weight = Math.exp(-0.5 * distance * distance);
      sum += weight * value;
      total += weight;
    }
    smoothed[i] = Number.isFinite(values[i]!) ? sum / total : values[i]!;
  }
  return smoothed;
}

function smoothOnGrid(series: SteppedValues, sigma: number, cells: number): Float64Array {
  const { steps, values, length } = series;
  const scale = CELLS / sigma;
  const origin = steps[0] ?? 0;
  const sums = new Float64Array(cells);
  const totals = new Float64Array(cells);
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (value - value !== 0) continue;
    const place = (steps[i]! - origin) * scale;
    const cell = Math.floor(place);
    const share = place - cell;
    sums[cell]! += (1 - share) * value;
    totals[cell]! += 1 - share;
    sums[cell + 1]! += share * value;
    totals[cell + 1]! += share;
  }
  const wideSums = convolve(sums);
  const wideTotals = convolve(totals);
  const smoothed = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    const place = (steps[i]! - origin) * scale;
    const cell = Math.floor(place);
    const share = place - cell;
    const sum = (1 - share) * wideSums[cell]! + share * wideSums[cell + 1]!;
    const total = (1 - share) * wideTotals[cell]! + share * wideTotals[cell + 1]!;
    smoothed[i] = value - value === 0 ? sum / total : value;
  }
  return smoothed;
}

function convolve(cells: Float64Array): Float64Array {
  const reach = REACH * CELLS;
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - reach) / CELLS) ** 2),
  );
  const wide = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    let sum = 0;
    const end = Math.min(cells.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= end; j++) sum += kernel[j - i + reach]! * cells[j]!;
    wide[i] = sum;
  }
  return wide;
}
