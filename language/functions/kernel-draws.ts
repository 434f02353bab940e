import type { KernelDraw, Lanes, Wide } from './lanes';
import {
  COSINE_DEGREE,
  LN2_HIGH,
  LN2_LOW,
  LOG_POLYNOMIAL,
  SINE_DEGREE,
} from './scalar-math/coefficients';

/**
 * Distributions two numbers at a time, operation by operation as `scalar-math` works them out, so that kernels draw the
 * same numbers as the interpreter to the last bit of float64.
 */
type Function1 = (wide: Wide, x: Lanes) => Lanes;

/** As `log`, for x from 0 to 1. */
const log: Function1 = (wide, x) => {
  const { constant } = wide;
  const whole = wide.mantissa(x);
  const large = wide.lessEqual(constant(Math.SQRT2), whole);
  const mantissa = wide.select(large, wide.multiply(whole, constant(1 / 2)), whole);
  const k = wide.add(wide.exponent(x), wide.where(large, constant(1)));
  const f = wide.subtract(mantissa, constant(1));
  const s = wide.divide(f, wide.add(constant(2), f));
  const square = wide.multiply(s, s);
  const tail = LOG_POLYNOMIAL.reduceRight<Lanes>(
    (sum, c) => wide.multiply(square, wide.add(constant(c), sum)),
    constant(0),
  );
  const half = wide.multiply(wide.multiply(constant(1 / 2), f), f);
  const low = wide.multiply(k, constant(LN2_LOW));
  const inner = wide.add(wide.multiply(s, wide.add(half, tail)), low);
  const lacking = wide.subtract(wide.subtract(half, inner), f);
  return wide.subtract(wide.multiply(k, constant(LN2_HIGH)), lacking);
};

/** π/2 in three parts (fdlibm, Sun Microsystems, 1993): products of the first two with a few quarters are exact. */
const HALF_PI_HIGH = 1.57079632673412561417;
const HALF_PI_MIDDLE = 6.0771005063039659766e-11;
const HALF_PI_LOW = 2.02226624879595063154e-21;

/** For x from 0 to 2π: which quarter turn is nearest, and what is left, rounded once. */
function quarterTurns(wide: Wide, x: Lanes): { readonly quarters: Lanes; readonly rest: Lanes } {
  const { constant } = wide;
  const quarters = wide.nearest(wide.multiply(x, constant(2 / Math.PI)));
  const coarse = wide.subtract(x, wide.multiply(quarters, constant(HALF_PI_HIGH)));
  const middle = wide.multiply(quarters, constant(HALF_PI_MIDDLE));
  const fine = wide.subtract(coarse, middle);
  // What this difference lost when it was rounded (Knuth).
  const taken = wide.subtract(fine, coarse);
  const lost = wide.subtract(
    wide.subtract(coarse, wide.subtract(fine, taken)),
    wide.add(middle, taken),
  );
  const low = wide.subtract(lost, wide.multiply(quarters, constant(HALF_PI_LOW)));
  return { quarters, rest: wide.add(fine, low) };
}

function alternating(wide: Wide, x: Lanes, from: number, degree: number): Lanes {
  const { constant } = wide;
  const square = wide.multiply(x, x);
  let sum = constant(1);
  for (let n = degree; n > from; n -= 2) {
    const ratio = wide.divide(square, constant(n * (n - 1)));
    sum = wide.subtract(constant(1), wide.multiply(ratio, sum));
  }
  return sum;
}

function sineNearZero(wide: Wide, x: Lanes): Lanes {
  const cube = wide.multiply(wide.multiply(x, x), x);
  const sixth = wide.divide(cube, wide.constant(6));
  return wide.subtract(x, wide.multiply(sixth, alternating(wide, x, 3, SINE_DEGREE)));
}

function cosineNearZero(wide: Wide, x: Lanes): Lanes {
  const { constant } = wide;
  const half = wide.divide(wide.multiply(x, x), constant(2));
  const fourth = wide.divide(wide.multiply(half, half), constant(6));
  const top = wide.subtract(constant(1), half);
  const rest = wide.subtract(wide.subtract(constant(1), top), half);
  const tail = wide.multiply(fourth, alternating(wide, x, 4, COSINE_DEGREE));
  return wide.add(top, wide.add(rest, tail));
}

/** Sine and cosine of angles from 0 to 2π. */
function circular(wide: Wide, x: Lanes): { readonly sine: Lanes; readonly cosine: Lanes } {
  const { constant } = wide;
  const { quarters, rest } = quarterTurns(wide, x);
  const [sine, cosine] = [sineNearZero(wide, rest), cosineNearZero(wide, rest)];
  const is = (k: number): Lanes => wide.equal(quarters, constant(k));
  const odd = wide.or(is(1), is(3));
  const signed = (size: Lanes, negative: Lanes): Lanes =>
    wide.select(negative, wide.negative(size), size);
  return {
    sine: signed(wide.select(odd, cosine, sine), wide.or(is(2), is(3))),
    cosine: signed(wide.select(odd, sine, cosine), wide.or(is(1), is(2))),
  };
}

export const drawUniforms: KernelDraw = {
  draw: (_, first, second) => [first, second],
  wgsl: 'vec2f(unit_f32(first), unit_f32(second))',
};

export const drawSigns: KernelDraw = {
  draw(wide, first, second) {
    const { constant } = wide;
    const sign = (x: Lanes): Lanes =>
      wide.select(wide.less(x, constant(1 / 2)), constant(-1), constant(1));
    return [sign(first), sign(second)];
  },
  wgsl: 'select(vec2f(1.0), vec2f(-1.0), vec2u(first, second) < vec2u(0x80000000u))',
};

/** Box and Muller's method. */
export const drawNormals: KernelDraw = {
  draw(wide, first, second) {
    const { constant } = wide;
    const radius = wide.sqrt(wide.multiply(constant(-2), log(wide, first)));
    const { sine, cosine } = circular(wide, wide.multiply(constant(2 * Math.PI), second));
    return [wide.multiply(radius, cosine), wide.multiply(radius, sine)];
  },
  wgsl: 'sqrt(-2.0 * log_unit(first)) * circle_unit(second)',
};
