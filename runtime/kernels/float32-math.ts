import { float32Math, type Lanes, type Narrow } from '../../language';

/** What models use of float32's functions: those whose results may be 0 instead of a number below the normal ones. */
export const { normalExp: exp, tanh } = float32Math;

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(narrow: Narrow, x: Lanes): Lanes {
  const one = narrow.constant(1);
  return narrow.divide(one, narrow.add(one, exp(narrow, narrow.negative(x))));
}
