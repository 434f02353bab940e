/**
 * Where functions are cut off so that finite inputs give finite results. The limits are those of float32 in
 * every precision, and are themselves float32 numbers, so that all executors follow the same formula.
 */

/** e^88.5 = 2.72e38, inside float32's 3.40e38. */
export const EXP_LIMIT = 88.5;

/** e^±87 are both normal float32 numbers: GPUs work hyperbolic functions out of the two. */
export const HYPERBOLIC_LIMIT = 87;

/** 2^127.75 = 2.86e38. */
export const EXP2_LIMIT = 127.75;

/** 10^38.5 = 3.16e38. */
export const EXP10_LIMIT = 38.5;

/** The smallest normal float32, 2^−126 ≈ 1.18e-38: logarithms see nothing smaller. */
export const SMALLEST = 1.1754943508222875e-38;

/** The largest float32 below 1, 1 − 2^−24: inverse hyperbolic tangents see nothing larger. */
export const BELOW_ONE = 0.9999999403953552;
