const SIGNIFICANT = 4;
const SMALLEST_PLAIN = 0.001;
const LARGEST_PLAIN = 1e6;

const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: SIGNIFICANT });
const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A measured number: four significant digits, `1.2e-4` below 0.001 and above a million, NaN and ±Inf by name. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '−Inf';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN)
    return Number(value.toPrecision(SIGNIFICANT))
      .toExponential()
      .replace('e+', 'e')
      .replace(/^-/, '−');
  return plain.format(value).replace(/^-/, '−');
}

/** A count, with thousands separators. */
export const formatCount = (value: number): string => count.format(value);

/** A share of 1. */
export const formatShare = (share: number): string =>
  `${Math.floor(100 * Math.min(1, Math.max(0, share)))} %`;

/** A duration: `3 min 12 s`, `1 h 4 min`, `4.2 s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A value as metrics records hold it: numbers, and non-finite ones by name. */
export const toNumber = (value: number | string): number => Number(value);
