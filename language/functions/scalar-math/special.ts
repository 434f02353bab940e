import { exp } from './exponential';

const TWO_OVER_ROOT_PI = 1.1283791670955126;
/** Below this the series converges fast and all its terms have one sign. */
const SERIES_REACH = 2;
/** 1 − erf is below float64's last bit beside 1. */
const SATURATED = 6;
const FRACTION_TERMS = 60;

/** Error function: its series with e^(−x²) taken out, then the continued fraction of 1 − erf. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const size = Math.abs(x);
  if (size > SATURATED) return Math.sign(x);
  const square = size * size;
  if (size < SERIES_REACH) {
    let term = size;
    let sum = 0;
    for (let n = 1; sum + term !== sum; n++) {
      sum += term;
      term *= (2 * square) / (2 * n + 1);
    }
    return Math.sign(x) * TWO_OVER_ROOT_PI * exp(-square) * sum;
  }
  let fraction = size;
  for (let n = FRACTION_TERMS; n >= 1; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - ((TWO_OVER_ROOT_PI / 2) * exp(-square)) / fraction);
}

/** The nearest whole number, with the sign of x even where it is 0; halves go to the even neighbour. */
export function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  const part = x - below;
  if (part < 0.5 || (part === 0.5 && below % 2 === 0)) return below;
  return below === -1 ? -0 : below + 1;
}
