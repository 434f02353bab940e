import type { Lanes, Narrow } from './lanes';

/**
 * Elementary functions of four float32 numbers at once, in float32 throughout: twice to five times as fast as by way
 * of float64, and within two and a half units in the last place. Polynomials: Moshier, Cephes Mathematical Library, 1992.
 */
type Function1 = (narrow: Narrow, x: Lanes) => Lanes;

/** c0 + c1·x + c2·x² + … */
const polynomial = (narrow: Narrow, coefficients: readonly number[], x: Lanes): Lanes =>
  coefficients
    .slice(0, -1)
    .reduceRight(
      (sum, c) => narrow.add(narrow.multiply(sum, x), narrow.constant(c)),
      narrow.constant(coefficients.at(-1)!),
    );

/** Of (eˣ − 1 − x) / x² up to ½ ln 2. */
const EXP_SERIES = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3,
  1.98756915e-4,
];

/** A number as power · 2^exponent, where the power is about 1 and the exponent whole. */
interface Scaled {
  readonly power: Lanes;
  readonly exponent: Lanes;
}

/** e^rest · 2^exponent for |rest| ≤ ½ ln 2. */
function scaledPower(narrow: Narrow, rest: Lanes, exponent: Lanes): Scaled {
  const tail = narrow.multiply(polynomial(narrow, EXP_SERIES, rest), narrow.multiply(rest, rest));
  return { power: narrow.add(narrow.add(tail, rest), narrow.constant(1)), exponent };
}

/** x − k·(high + low), where products of `high` with the whole numbers that occur are exact. */
const reduced = (narrow: Narrow, x: Lanes, k: Lanes, [high, low]: readonly [number, number]) =>
  narrow.subtract(
    narrow.subtract(x, narrow.multiply(k, narrow.constant(high))),
    narrow.multiply(k, narrow.constant(low)),
  );

const LN2_PARTS = [0.693359375, -2.1219444e-4] as const;
const LG2_PARTS = [0.30078125, 2.4874566398e-4] as const;

/** eˣ for x from −104 to 88.8. */
function scaledExp(narrow: Narrow, x: Lanes): Scaled {
  const k = narrow.nearest(narrow.multiply(x, narrow.constant(Math.LOG2E)));
  return scaledPower(narrow, reduced(narrow, x, k, LN2_PARTS), k);
}

/** In two steps, so that neither factor is out of range where the result is not. */
function unscaled(narrow: Narrow, { power, exponent }: Scaled): Lanes {
  const half = narrow.floor(narrow.multiply(exponent, narrow.constant(1 / 2)));
  const rest = narrow.subtract(exponent, half);
  const first = narrow.multiply(power, narrow.powerOfTwo(half));
  return narrow.multiply(first, narrow.powerOfTwo(rest));
}

/** In one step, for exponents from −126 to 127; 0 for −127, and ∞ for 128. */
const unscaledOnce = (narrow: Narrow, { power, exponent }: Scaled): Lanes =>
  narrow.multiply(power, narrow.powerOfTwo(exponent));

const atLeast = (narrow: Narrow, x: Lanes, limit: number): Lanes =>
  narrow.max(x, narrow.constant(limit));

/** Below these, powers of e, 2 and 10 are less than half of the smallest float32. */
const EXP_LOWEST = -104;
const EXP2_LOWEST = -150.5;
const EXP10_LOWEST = -45.3;

/** eˣ for x up to 88.7. */
export const exp: Function1 = (narrow, x) =>
  unscaled(narrow, scaledExp(narrow, atLeast(narrow, x, EXP_LOWEST)));

/** 2ˣ for x below 128. */
export const exp2: Function1 = (narrow, x) => {
  const cut = atLeast(narrow, x, EXP2_LOWEST);
  const k = narrow.nearest(cut);
  const rest = narrow.multiply(narrow.subtract(cut, k), narrow.constant(Math.LN2));
  return unscaled(narrow, scaledPower(narrow, rest, k));
};

/** 10ˣ for x up to 38.53. */
export const exp10: Function1 = (narrow, x) => {
  const cut = atLeast(narrow, x, EXP10_LOWEST);
  const k = narrow.nearest(narrow.multiply(cut, narrow.constant(Math.LN10 / Math.LN2)));
  const rest = narrow.multiply(reduced(narrow, cut, k, LG2_PARTS), narrow.constant(Math.LN10));
  return unscaled(narrow, scaledPower(narrow, rest, k));
};

/** From here on e^x is 0, and ∞: the power of two that belongs to it is. */
const NORMAL_LOWEST = -88;
const NORMAL_HIGHEST = 88.8;

/** eˣ, a fifth faster: 0 below e⁻⁸⁷·⁷, and ∞ above e⁸⁸·³. */
export const normalExp: Function1 = (narrow, x) => {
  const { constant } = narrow;
  const cut = atLeast(narrow, narrow.min(x, constant(NORMAL_HIGHEST)), NORMAL_LOWEST);
  return unscaledOnce(narrow, scaledExp(narrow, cut));
};

/** ½·eˣ for sizes up to 88. */
function halfExp(narrow: Narrow, size: Lanes): Lanes {
  const { power, exponent } = scaledExp(narrow, size);
  const below = narrow.subtract(exponent, narrow.constant(1));
  return unscaledOnce(narrow, { power, exponent: below });
}

/** ¼ / x: of ½·eˣ, ½·e⁻ˣ. */
const counterpart = (narrow: Narrow, x: Lanes): Lanes => narrow.divide(narrow.constant(1 / 4), x);

/** For |x| ≤ 88. */
export const cosh: Function1 = (narrow, x) => {
  const up = halfExp(narrow, narrow.abs(x));
  return narrow.add(up, counterpart(narrow, up));
};

/** An odd function: near 0 by x + x³·series(x²), farther out by what it is of sizes. */
function odd(
  narrow: Narrow,
  x: Lanes,
  { series, reach }: { readonly series: readonly number[]; readonly reach: number },
  far: Lanes,
): Lanes {
  const square = narrow.multiply(x, x);
  const cubic = narrow.multiply(narrow.multiply(polynomial(narrow, series, square), square), x);
  const near = narrow.less(narrow.abs(x), narrow.constant(reach));
  return narrow.select(near, narrow.add(cubic, x), narrow.copySign(far, x));
}

const SINH_NEAR = { series: [1.66667160211e-1, 8.33028376239e-3, 2.03721912945e-4], reach: 1 };

/** For |x| ≤ 88. */
export const sinh: Function1 = (narrow, x) => {
  const up = halfExp(narrow, narrow.abs(x));
  return odd(narrow, x, SINH_NEAR, narrow.subtract(up, counterpart(narrow, up)));
};

const TANH_NEAR = {
  series: [
    -3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3,
  ],
  reach: 0.625,
};

export const tanh: Function1 = (narrow, x) => {
  const { constant } = narrow;
  const size = narrow.abs(x);
  const up = normalExp(narrow, narrow.add(size, size));
  const below = narrow.divide(constant(2), narrow.add(up, constant(1)));
  return odd(narrow, x, TANH_NEAR, narrow.subtract(constant(1), below));
};

/** 1 / (1 + e⁻ˣ). */
export const sigmoid: Function1 = (narrow, x) => {
  const one = narrow.constant(1);
  const small = exp(narrow, narrow.negative(narrow.abs(x)));
  const above = narrow.select(narrow.less(x, narrow.constant(0)), small, one);
  return narrow.divide(above, narrow.add(one, small));
};

/** Of (arcsin x − x) / x³ in x² up to ½. */
const ARCSIN_SERIES = [
  1.6666752422e-1, 7.4953002686e-2, 4.5470025998e-2, 2.4181311049e-2, 4.2163199048e-2,
];
const HALF = 1 / 2;

/** The size of arcsin x up to ½; beyond, that of arcsin √((1 − |x|) / 2), which is half of arccos |x|. */
function arcsinPart(narrow: Narrow, x: Lanes): { readonly near: Lanes; readonly angle: Lanes } {
  const { constant } = narrow;
  const size = narrow.abs(x);
  const near = narrow.lessEqual(size, constant(HALF));
  const rest = narrow.multiply(narrow.subtract(constant(1), size), constant(HALF));
  const square = narrow.select(near, narrow.multiply(x, x), rest);
  const root = narrow.select(near, size, narrow.sqrt(rest));
  const cubic = narrow.multiply(
    narrow.multiply(polynomial(narrow, ARCSIN_SERIES, square), square),
    root,
  );
  return { near, angle: narrow.add(cubic, root) };
}

/** For |x| ≤ 1. */
export const arcsin: Function1 = (narrow, x) => {
  const { near, angle } = arcsinPart(narrow, x);
  const far = narrow.subtract(narrow.constant(Math.PI / 2), narrow.add(angle, angle));
  return narrow.copySign(narrow.select(near, angle, far), x);
};

/** For |x| ≤ 1. */
export const arccos: Function1 = (narrow, x) => {
  const { constant } = narrow;
  const { near, angle } = arcsinPart(narrow, x);
  const middle = narrow.subtract(constant(Math.PI / 2), narrow.copySign(angle, x));
  const twice = narrow.add(angle, angle);
  const left = narrow.less(x, constant(0));
  const far = narrow.select(left, narrow.subtract(constant(Math.PI), twice), twice);
  return narrow.select(near, middle, far);
};

/** Of erf x / x − 1 in x² (Juffa, published on Stack Overflow, 2015–2021), up to where the other form takes over. */
const ERF_SERIES = [
  1.28379166e-1, -3.76125336e-1, 1.12819925e-1, -2.67681349e-2, 4.99119423e-3, -5.96761703e-4,
];
const ERF_SERIES_REACH = 0.921875;
/** Of ln(1 − erf x) + x in x, by the same. */
const ERF_TAIL = [
  0, -1.28717512e-1, -6.34846687e-1, -1.06777877e-1, 2.42546219e-2, -3.88396438e-3, 3.83197126e-4,
  -1.7285347e-5,
];
/** From here on erf x is 1. */
const ERF_SATURATED = 4;

export const erf: Function1 = (narrow, x) => {
  const { constant } = narrow;
  const size = narrow.min(narrow.abs(x), constant(ERF_SATURATED));
  const series = polynomial(narrow, ERF_SERIES, narrow.multiply(x, x));
  const near = narrow.add(x, narrow.multiply(x, series));
  const exponent = narrow.subtract(polynomial(narrow, ERF_TAIL, size), size);
  const far = narrow.subtract(constant(1), normalExp(narrow, exponent));
  const isNear = narrow.less(narrow.abs(x), constant(ERF_SERIES_REACH));
  return narrow.select(isNear, near, narrow.copySign(far, x));
};
