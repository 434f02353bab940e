import { exp, expm1, log, log1p } from './exponential';

/** Beyond this e^−x is lost beside e^x. */
const ONE_SIDED = 22;
/** Beyond this x² + 1 is x². */
const SQUARE_ALONE = 2 ** 28;

/** (e^x − e^−x) / 2. */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (size > ONE_SIDED) return Math.sign(x) * exp(size / 2) * (exp(size / 2) / 2);
  const t = expm1(size);
  return Math.sign(x) * 0.5 * (t + t / (t + 1));
}

/** (e^x + e^−x) / 2. */
export function cosh(x: number): number {
  const size = Math.abs(x);
  if (size > ONE_SIDED) return exp(size / 2) * (exp(size / 2) / 2);
  const t = exp(size);
  return 0.5 * t + 0.5 / t;
}

/** sinh / cosh. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > ONE_SIDED) return Math.sign(x);
  if (size < 1) {
    const t = expm1(-2 * size);
    return (Math.sign(x) * -t) / (t + 2);
  }
  return Math.sign(x) * (1 - 2 / (expm1(2 * size) + 2));
}

/** ln(x + √(x² + 1)). */
export function asinh(x: number): number {
  const size = Math.abs(x);
  if (size > SQUARE_ALONE) return Math.sign(x) * (log(size) + Math.LN2);
  const square = size * size;
  return Math.sign(x) * log1p(size + square / (1 + Math.sqrt(1 + square)));
}

/** ln(x + √(x² − 1)) for x ≥ 1. */
export function acosh(x: number): number {
  if (x > SQUARE_ALONE) return log(x) + Math.LN2;
  const t = x - 1;
  return log1p(t + Math.sqrt(2 * t + t * t));
}

/** ½·ln((1 + x) / (1 − x)) for |x| < 1. */
export function atanh(x: number): number {
  const size = Math.abs(x);
  return Math.sign(x) * 0.5 * log1p((2 * size) / (1 - size));
}
