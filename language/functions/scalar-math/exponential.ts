import { scale, split } from './bits';
import { LN2_HIGH, LN2_LOW, LOG_POLYNOMIAL } from './coefficients';

// The polynomial is that of fdlibm (Sun Microsystems, 1993).
const EXP_POLYNOMIAL = [
  1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5,
  -1.6533902205465251539e-6, 4.13813679705723846039e-8,
];
/** Beyond these, exp is infinite or zero. */
const EXP_HIGHEST = 709.782712893384;
const EXP_LOWEST = -745.1332191019412;

/** c0·x + c1·x² + c2·x³ + … */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = x * (coefficients[i] + sum);
  return sum;
}

/** e^(high + low), where low is a small correction to high. */
function expOfSum(high: number, low: number): number {
  const k = Math.round(high / Math.LN2);
  const coarse = high - k * LN2_HIGH;
  const fine = k * LN2_LOW - low;
  const r = coarse - fine;
  const c = r - polynomial(EXP_POLYNOMIAL, r * r);
  return scale(1 - (fine - (r * c) / (2 - c) - coarse), k);
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > EXP_HIGHEST) return Infinity;
  if (x < EXP_LOWEST) return 0;
  return expOfSum(x, 0);
}

/** The natural logarithm; −∞ at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  const { mantissa, exponent: k } = split(x);
  const f = mantissa - 1;
  const s = f / (2 + f);
  const tail = polynomial(LOG_POLYNOMIAL, s * s);
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + tail) + k * LN2_LOW) - f);
}

/** ln(1 + x), accurate near 0. */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1 || x === Infinity) return x;
  return log(sum) - (sum - 1 - x) / sum;
}

/** Up to here the series of e^x − 1 beats the subtraction. */
const SERIES_REACH = 1;
const SERIES_TERMS = 22;

/** e^x − 1, accurate near 0. */
export function expm1(x: number): number {
  if (Math.abs(x) > SERIES_REACH || Number.isNaN(x)) return exp(x) - 1;
  let series = 1;
  for (let n = SERIES_TERMS; n >= 2; n--) series = 1 + (x / n) * series;
  return x * series;
}

/** The exact product of two numbers, as a sum of two (Dekker 1971). */
function exactProduct(a: number, b: number): { high: number; low: number } {
  const high = a * b;
  const a1 = upperHalf(a);
  const b1 = upperHalf(b);
  const [a2, b2] = [a - a1, b - b1];
  return { high, low: a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2 };
}

/** The upper 26 bits of a number; 2^27 + 1 shifts the others out (Veltkamp 1968). */
function upperHalf(x: number): number {
  const shifted = 134217729 * x;
  return shifted - (shifted - x);
}

const THIRD_LOW = 1.850371707708594e-17; // what 1/3 lacks as a float64

/** ln x as a sum of two numbers, some 65 bits: from 2·artanh(s), s = (m − 1)/(m + 1). */
function preciseLog(x: number): { high: number; low: number } {
  const { mantissa: m, exponent: k } = split(x);
  const f = m - 1;
  const denominator = m + 1;
  const s = f / denominator;
  const product = exactProduct(s, denominator);
  const lostInSum = m - (denominator - 1);
  const sLow = (f - product.high - product.low - s * lostInSum) / denominator;

  const square = exactProduct(s, s);
  const cube = exactProduct(square.high, s);
  const cubeLow = cube.low + square.low * s + 3 * square.high * sLow;
  const third = exactProduct(cube.high, 1 / 3);
  const thirdLow = third.low + cube.high * THIRD_LOW + cubeLow / 3;
  const z = square.high;
  let rest = 0;
  for (let n = 25; n >= 5; n -= 2) rest = rest * z + 1 / n;
  const tail = thirdLow + rest * z * z * s + sLow;

  const big = k * LN2_HIGH;
  const middle = 2 * s;
  const sum1 = big + middle;
  const error1 = Math.abs(big) >= Math.abs(middle) ? big - sum1 + middle : middle - sum1 + big;
  const next = 2 * third.high;
  const sum2 = sum1 + next;
  const error2 = sum1 - sum2 + next;
  const low = error1 + error2 + 2 * tail + k * LN2_LOW;
  const high = sum2 + low;
  return { high, low: sum2 - high + low };
}

/** x^y for x ≥ 0; other x only with whole y. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x < 0) {
    if (!Number.isInteger(y)) return NaN;
    return y % 2 === 0 ? pow(-x, y) : -pow(-x, y);
  }
  if (x === 0) return y > 0 ? 0 : Infinity;
  if (!Number.isFinite(x)) return y > 0 ? Infinity : 0;
  if (!Number.isFinite(y)) return x > 1 === y > 0 ? Infinity : 0;
  const logarithm = preciseLog(x);
  const rough = logarithm.high * y;
  if (rough > EXP_HIGHEST + 1) return Infinity;
  if (rough < EXP_LOWEST - 1) return 0;
  const product = exactProduct(logarithm.high, y);
  return expOfSum(product.high, product.low + logarithm.low * y);
}

/** The real cube root. */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const size = Math.abs(x);
  const root = pow(size, 1 / 3);
  const better = root - (root - size / root / root) / 3;
  return x < 0 ? -better : better;
}
