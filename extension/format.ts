/** Numbers and times as Optiscope writes them everywhere: four significant digits, grouped counts, always a unit. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count: `1,240`. */
export const formatCount = (n: number): string => grouped.format(n);

/** Below this a number is written with an exponent. */
const SMALL = 1e-3;
/** From this on too. */
const LARGE = 1e6;
const DIGITS = 4;

/** A measured value: `0.213`, `1,240`, `1.2e-4`; non-finite ones by name. */
export function formatValue(value: number | string): string {
  const x = Number(value);
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size < SMALL || size >= LARGE) {
    const [mantissa, exponent] = x.toExponential(DIGITS - 1).split('e');
    return `${Number(mantissa)}e${Number(exponent)}`;
  }
  const rounded = Number(x.toPrecision(DIGITS));
  return rounded.toLocaleString('en-US', { maximumSignificantDigits: DIGITS });
}

/** A length of time in milliseconds: `3 min 12 s`, `8.4 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return joined(minutes, 'min', whole % 60, 's');
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const joined = (a: number, unitA: string, b: number, unitB: string): string =>
  b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`;

/** A share between 0 and 1: `62 %`. Never 100 % before it is done. */
export function formatShare(share: number): string {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return `${percent} %`;
}

/** A rate: `1.2 k steps/s`. */
export function formatRate(perSecond: number, unit: string): string {
  for (const [factor, prefix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const)
    if (perSecond >= factor)
      return `${Number((perSecond / factor).toPrecision(3))} ${prefix} ${unit}/s`;
  return `${Number(perSecond.toPrecision(3))} ${unit}/s`;
}
