import { scale, split } from './bits';
import { COSINE_DEGREE, SINE_DEGREE } from './coefficients';

/** 2/π in units of 2^−1152: enough bits for the largest number there is. */
const TWO_OVER_PI = BigInt(
  '0x' +
    'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a' +
    '424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e41' +
    '3991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf' +
    '27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d08',
);
const TWO_OVER_PI_BITS = 1152n;
/** π/2 in units of 2^−128. */
const HALF_PI = BigInt('0x1921fb54442d18469898cc51701b839a2');
const HALF_PI_BITS = 128n;
/** Bits kept of the part of a quarter turn that is left over. */
const REST_BITS = 120n;

/** x = quarters · π/2 + rest with |rest| ≤ π/4, `quarters` modulo 4; exact but for the rounding of `rest`. */
function quarterTurns(x: number): { quarters: number; rest: number } {
  if (Math.abs(x) <= Math.PI / 4) return { quarters: 0, rest: x };
  const { mantissa, exponent } = split(Math.abs(x));
  const product = BigInt(scale(mantissa, 53)) * TWO_OVER_PI;
  const unit = TWO_OVER_PI_BITS + 53n - BigInt(exponent);
  const whole = (product + (1n << (unit - 1n))) >> unit;
  const fraction = (product - (whole << unit)) >> (unit - REST_BITS);
  const rest = scale(Number(fraction * HALF_PI), -Number(REST_BITS + HALF_PI_BITS));
  const quarters = Number(whole % 4n);
  return x < 0 ? { quarters: (4 - quarters) % 4, rest: -rest } : { quarters, rest };
}

/** 1 − x²/((n−1)n)·(1 − …): what both series are made of, from the end to the start. */
function alternating(x: number, from: number, degree: number): number {
  let sum = 1;
  for (let n = degree; n > from; n -= 2) sum = 1 - ((x * x) / (n * (n - 1))) * sum;
  return sum;
}

function sineNearZero(x: number): number {
  return x - ((x * x * x) / 6) * alternating(x, 3, SINE_DEGREE);
}

function cosineNearZero(x: number): number {
  const half = (x * x) / 2;
  const fourth = (half * half) / 6;
  const top = 1 - half;
  return top + (1 - top - half + fourth * alternating(x, 4, COSINE_DEGREE));
}

/** Sine, x in radians. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarters, rest } = quarterTurns(x);
  const size = quarters % 2 === 0 ? sineNearZero(rest) : cosineNearZero(rest);
  return quarters < 2 ? size : -size;
}

/** Cosine, x in radians. */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarters, rest } = quarterTurns(x);
  const size = quarters % 2 === 0 ? cosineNearZero(rest) : sineNearZero(rest);
  return quarters === 0 || quarters === 3 ? size : -size;
}

/** Tangent, x in radians. */
export function tan(x: number): number {
  return sin(x) / cos(x);
}

// Arguments of the inverse tangent are brought near 0 by these; values and polynomial as in fdlibm
// (Sun Microsystems, 1993): arctan of ½, 1, 3/2 and ∞, each as a sum of two.
const ARCTAN_HIGH = [
  4.63647609000806093515e-1, 7.85398163397448278999e-1, 9.82793723247329054082e-1,
  1.570796326794896558,
];
const ARCTAN_LOW = [
  2.26987774529616870924e-17, 3.06161699786838301793e-17, 1.39033110312309984516e-17,
  6.12323399573676603587e-17,
];
const ARCTAN_POLYNOMIAL = [
  3.33333333333329318027e-1, -1.99999999998764832476e-1, 1.42857142725034663711e-1,
  -1.1111110405462355788e-1, 9.09088713343650656196e-2, -7.69187620504482999495e-2,
  6.66107313738753120669e-2, -5.83357013379057348645e-2, 4.97687799461593236017e-2,
  -3.6531572744216915527e-2, 1.62858201153657823623e-2,
];

function arctanTail(x: number): number {
  const square = x * x;
  let sum = 0;
  for (let i = ARCTAN_POLYNOMIAL.length - 1; i >= 0; i--) {
    sum = square * (ARCTAN_POLYNOMIAL[i] + sum);
  }
  return x * sum;
}

/** Inverse tangent. */
export function atan(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const size = Math.abs(x);
  if (size < 0.4375) return x - arctanTail(x);
  if (size === Infinity) return Math.sign(x) * ARCTAN_HIGH[3];
  const near = size < 0.6875 ? 0 : size < 1.1875 ? 1 : size < 2.4375 ? 2 : 3;
  const moved = [
    (2 * size - 1) / (2 + size),
    (size - 1) / (size + 1),
    (size - 1.5) / (1 + 1.5 * size),
    -1 / size,
  ][near];
  const angle = ARCTAN_HIGH[near] - (arctanTail(moved) - ARCTAN_LOW[near] - moved);
  return x < 0 ? -angle : angle;
}

/** The angle of the point (x, y); 0 at the origin. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (y === 0) return x < 0 ? Math.PI : 0;
  const angle =
    Math.abs(x) >= Math.abs(y) ? atan(Math.abs(y / x)) : Math.PI / 2 - atan(Math.abs(x / y));
  const upper = x < 0 ? Math.PI - angle : angle;
  return y < 0 ? -upper : upper;
}

/** Inverse sine for |x| ≤ 1. */
export function asin(x: number): number {
  return Math.sign(x) * atan2(Math.abs(x), Math.sqrt((1 - x) * (1 + x)));
}

/** Inverse cosine for |x| ≤ 1. */
export function acos(x: number): number {
  return atan2(Math.sqrt((1 - x) * (1 + x)), x);
}
