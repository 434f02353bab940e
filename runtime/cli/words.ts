/** Numbers and times for people: four significant digits, grouped counts, always a unit. */

const DIGITS = 4;
/** Outside of these a number is written with an exponent. */
const SMALL = 1e-3;
const LARGE = 1e6;

/** A count: `1,240`. */
export const countWords = (n: number): string => Math.round(n).toLocaleString('en-US');

/** A measured value: `0.213`, `1,240`, `1.2e-4`, `NaN`. */
export function valueWords(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < SMALL || size >= LARGE)) {
    const [mantissa, exponent] = value.toExponential(DIGITS - 1).split('e');
    return `${Number(mantissa)}e${Number(exponent)}`;
  }
  return value.toLocaleString('en-US', { maximumSignificantDigits: DIGITS });
}

/** Seconds: `8.4 s`, `3 min 12 s`, `2 h 5 min`. */
export function durationWords(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A rate: `950 steps/s`, `1.2 k steps/s`. */
export function rateWords(perSecond: number): string {
  return perSecond >= 1000
    ? `${Number((perSecond / 1000).toPrecision(3))} k steps/s`
    : `${Number(perSecond.toPrecision(3))} steps/s`;
}
