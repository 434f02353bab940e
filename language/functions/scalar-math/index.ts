/**
 * Our own elementary functions. `Math.exp`, `Math.log`, `Math.pow` and their kin may differ in the last bit
 * between versions of a JavaScript engine; these are built from + − × ÷ √ alone, so that the same program
 * gives the same numbers everywhere. Errors stay within a few units in the last place.
 */
export { cbrt, exp, expm1, log, log1p, pow } from './exponential';
export { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic';
export { acos, asin, atan, atan2, cos, sin, tan } from './circular';
export { erf, roundHalfToEven } from './special';
