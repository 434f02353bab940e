import type { Lanes, Wide } from './lanes';

/**
 * Elementary functions two float64 lanes at a time, some 1e-10 exact: rounded to float32 they are within 0.51
 * units in the last place, so that no care for cancellation in float32 is needed.
 */
type Function1 = (wide: Wide, x: Lanes) => Lanes;

/** c0 + c1·x + c2·x² + … */
function polynomial(wide: Wide, coefficients: readonly number[], x: Lanes): Lanes {
  return coefficients
    .slice(0, -1)
    .reduceRight(
      (sum, c) => wide.add(wide.multiply(sum, x), wide.constant(c)),
      wide.constant(coefficients.at(-1)!),
    );
}

/** 1/n! up to n = 9: at ln 2 / 2 the next term is below 1e-11. */
const EXP_SERIES = [1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320, 1 / 362880];

/** Beyond ±200 float32 has long been infinite or 0, and float64 has room to spare. */
const EXP_REACH = 200;

/** e^x; of x beyond ±200, e^±200. */
export const exp: Function1 = (wide, x) => {
  const { constant } = wide;
  const cut = wide.max(wide.min(x, constant(EXP_REACH)), constant(-EXP_REACH));
  const k = wide.nearest(wide.multiply(cut, constant(Math.LOG2E)));
  const rest = wide.subtract(cut, wide.multiply(k, constant(Math.LN2)));
  return wide.multiply(polynomial(wide, EXP_SERIES, rest), wide.powerOfTwo(k));
};

/** Below this, x + x²/2 is e^x − 1 to 2e-9. */
const EXPM1_SERIES_REACH = 1e-4;

/** e^x − 1. */
export const expm1: Function1 = (wide, x) => {
  const { constant } = wide;
  const series = wide.multiply(x, polynomial(wide, [1, 1 / 2], x));
  const small = wide.less(wide.abs(x), constant(EXPM1_SERIES_REACH));
  return wide.select(small, series, wide.subtract(exp(wide, x), constant(1)));
};

/** 2/(2n + 1): ln m = 2·artanh s, s = (m − 1)/(m + 1), which is at most 0.172. */
const LOG_SERIES = [2, 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11, 2 / 13];

/** ln x for positive float32 x, ∞ and NaN. */
export const log: Function1 = (wide, x) => {
  const { constant } = wide;
  const one = constant(1);
  const whole = wide.mantissa(x);
  const large = wide.less(constant(Math.SQRT2), whole);
  const mantissa = wide.select(large, wide.multiply(whole, constant(1 / 2)), whole);
  const exponent = wide.add(wide.exponent(x), wide.where(large, one));
  const s = wide.divide(wide.subtract(mantissa, one), wide.add(mantissa, one));
  const tail = wide.multiply(s, polynomial(wide, LOG_SERIES, wide.multiply(s, s)));
  const result = wide.add(wide.multiply(exponent, constant(Math.LN2)), tail);
  return wide.select(wide.less(x, constant(Infinity)), result, x);
};

/** Below this, x − x²/2 + x³/3 is ln(1 + x) to 3e-13. */
const LOG1P_SERIES_REACH = 1e-4;

/** ln(1 + x) for x > −1. */
export const log1p: Function1 = (wide, x) => {
  const { constant } = wide;
  const series = wide.multiply(x, polynomial(wide, [1, -1 / 2, 1 / 3], x));
  const small = wide.less(wide.abs(x), constant(LOG1P_SERIES_REACH));
  return wide.select(small, series, log(wide, wide.add(x, constant(1))));
};

/** An odd function of a size, from what it is for sizes and what it is near 0. */
function odd(wide: Wide, x: Lanes, reach: number, near: Lanes, far: Lanes): Lanes {
  const small = wide.less(wide.abs(x), wide.constant(reach));
  return wide.select(small, near, wide.copySign(far, x));
}

/** x·(1 + a·x² + b·x⁴) */
const oddSeries = (wide: Wide, x: Lanes, a: number, b: number): Lanes =>
  wide.multiply(x, polynomial(wide, [1, a, b], wide.multiply(x, x)));

/** Below this, three terms of an odd series are exact to 1e-13. */
const ODD_SERIES_REACH = 1e-2;

export const arcsinh: Function1 = (wide, x) => {
  const size = wide.abs(x);
  const hypotenuse = wide.sqrt(wide.add(wide.multiply(x, x), wide.constant(1)));
  const far = log(wide, wide.add(size, hypotenuse));
  return odd(wide, x, ODD_SERIES_REACH, oddSeries(wide, x, -1 / 6, 3 / 40), far);
};

/** For x ≥ 1. */
export const arccosh: Function1 = (wide, x) => {
  const hypotenuse = wide.sqrt(wide.subtract(wide.multiply(x, x), wide.constant(1)));
  return log(wide, wide.add(x, hypotenuse));
};

/** For |x| < 1. */
export const arctanh: Function1 = (wide, x) => {
  const { constant } = wide;
  const size = wide.abs(x);
  const ratio = wide.divide(wide.add(constant(1), size), wide.subtract(constant(1), size));
  const far = wide.multiply(log(wide, ratio), constant(1 / 2));
  return odd(wide, x, ODD_SERIES_REACH, oddSeries(wide, x, 1 / 3, 1 / 5), far);
};

/** ln(1 + e^x). */
export const softplus: Function1 = (wide, x) => {
  const tail = log1p(wide, exp(wide, wide.negative(wide.abs(x))));
  return wide.add(wide.max(x, wide.constant(0)), tail);
};

/** |x|^p for x other than 0. */
export const powerOfSize = (wide: Wide, x: Lanes, p: Lanes): Lanes => {
  const size = wide.abs(x);
  const one = wide.constant(1);
  const power = exp(wide, wide.multiply(p, log(wide, size)));
  return wide.select(wide.equal(size, one), one, power);
};

/** π/2 in three parts: products of the first two with whole numbers below 2^24 are exact. */
const HALF_PI_HIGH = Math.fround(Math.PI / 2);
const HALF_PI_MIDDLE = Math.PI / 2 - HALF_PI_HIGH;
const HALF_PI_LOW = 6.123233995736766e-17;

/** Up to here the parts of π/2 give an angle's distance from the next multiple to float32's last digit. */
export const ANGLE_REACH = 2 ** 20;

/** The Taylor series of sine and cosine, whose next terms at π/4 are below 1e-11. */
const SINE_SERIES = [1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800];
const COSINE_SERIES = [1, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600];

/** Sine, or cosine, of angles within reach: the quarter turn decides which series and which sign. */
function circular(wide: Wide, x: Lanes, shift: 0 | 1): Lanes {
  const { constant } = wide;
  const quarters = wide.nearest(wide.multiply(x, constant(2 / Math.PI)));
  const coarse = wide.subtract(x, wide.multiply(quarters, constant(HALF_PI_HIGH)));
  const fine = wide.subtract(coarse, wide.multiply(quarters, constant(HALF_PI_MIDDLE)));
  const rest = wide.subtract(fine, wide.multiply(quarters, constant(HALF_PI_LOW)));
  const square = wide.multiply(rest, rest);
  const sine = wide.multiply(rest, polynomial(wide, SINE_SERIES, square));
  const cosine = polynomial(wide, COSINE_SERIES, square);
  const turn = shift === 0 ? quarters : wide.add(quarters, constant(1));
  const half = wide.multiply(turn, constant(1 / 2));
  const even = wide.equal(half, wide.floor(half));
  const size = wide.select(even, sine, cosine);
  const halves = wide.floor(half);
  const quarter = wide.multiply(halves, constant(1 / 2));
  const upper = wide.equal(quarter, wide.floor(quarter));
  return wide.select(upper, size, wide.negative(size));
}

export const sin: Function1 = (wide, x) => circular(wide, x, 0);
export const cos: Function1 = (wide, x) => circular(wide, x, 1);
export const tan: Function1 = (wide, x) => wide.divide(sin(wide, x), cos(wide, x));

/** fdlibm's polynomial for the inverse tangent up to 7/16 (Sun Microsystems, 1993). */
const ARCTAN_SERIES = [
  1, -0.3333333333333293, 0.19999999999876483, -0.14285714272503466, 0.11111110405462356,
  -0.09090887133436507, 0.0769187620504483, -0.06661073137387531, 0.058335701337905735,
  -0.049768779946159324, 0.036531572744216916, -0.016285820115365782,
];
const TAN_OF_EIGHTH_TURN = Math.SQRT2 - 1;

/** The inverse tangent of a size. */
const arctanOfSize: Function1 = (wide, size) => {
  const { constant } = wide;
  const one = constant(1);
  const beyond = wide.less(one, size);
  const inner = wide.select(beyond, wide.divide(one, size), size);
  const middle = wide.less(constant(TAN_OF_EIGHTH_TURN), inner);
  const turned = wide.divide(wide.subtract(inner, one), wide.add(inner, one));
  const t = wide.select(middle, turned, inner);
  const series = wide.multiply(t, polynomial(wide, ARCTAN_SERIES, wide.multiply(t, t)));
  const angle = wide.add(series, wide.where(middle, constant(Math.PI / 4)));
  return wide.select(beyond, wide.subtract(constant(Math.PI / 2), angle), angle);
};

export const arctan: Function1 = (wide, x) => wide.copySign(arctanOfSize(wide, wide.abs(x)), x);

/** The angle of the point (x, y). */
export const arctan2 = (wide: Wide, y: Lanes, x: Lanes): Lanes => {
  const { constant } = wide;
  const zero = constant(0);
  const angle = arctanOfSize(wide, wide.abs(wide.divide(y, x)));
  const left = wide.less(x, zero);
  const upper = wide.select(left, wide.subtract(constant(Math.PI), angle), angle);
  const signed = wide.select(wide.less(y, zero), wide.negative(upper), upper);
  const flat = wide.and(wide.equal(y, zero), wide.equal(x, x));
  return wide.select(flat, wide.where(left, constant(Math.PI)), signed);
};
