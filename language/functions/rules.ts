import type { IntervalRule } from './interval';

/**
 * What becomes of units, and of degrees in `lr`, `g` and `w`: how a result scales when its arguments are scaled.
 *
 * - `product`: like the arguments' powers multiplied, as in √x: exponent ½
 * - `alike`: the arguments listed must scale alike, and so does the result (or it is a plain number);
 *   all others must be plain numbers
 * - `plain`: takes plain numbers and gives one, as `exp` does
 * - `scale-free`: gives a plain number that does not depend on the arguments' scale, as `sign` does
 * - `power`: x ** p, by what p is
 * - `inverse root`: (x + ε) ** (−1 / p), of arguments x, p, ε
 * - `pass`: takes weights and gives a gradient, or a loss
 */
export type Scaling =
  | { readonly kind: 'product'; readonly exponents: readonly number[] }
  | {
      readonly kind: 'alike';
      readonly of: readonly number[];
      readonly gives: 'same' | 'plain';
    }
  | { readonly kind: 'plain' | 'scale-free' | 'power' | 'inverse root' }
  | { readonly kind: 'pass'; readonly gives: 'gradient' | 'loss' };

/** Identities that hold for all numbers, zero and both signs included. */
export interface Laws {
  /** f(−x) = −f(x), or f(−x) = f(x). */
  readonly parity?: 'odd' | 'even';
  /** f(x) has the sign of x. */
  readonly keepsSign?: true;
  /** f(x) = sign(x)^s · |x|^p, and 0 at 0: all these multiply by adding (s, p). */
  readonly power?: { readonly sign: 0 | 1; readonly exponent: number };
  /** f(x, y) = f(y, x). */
  readonly commutes?: true;
  /** f(x, x) = x. */
  readonly idempotent?: true;
  /** f(c·x) = c·f(x), or |c|·f(x), for any c that f sees as one number; of two arguments in each of them. */
  readonly scales?: 'linearly' | 'by size';
  /** f(f(x)) = x. */
  readonly undoesItself?: true;
}

/** What analyses and the simplifier know of a function beyond its meaning; nothing where left out. */
export interface Rules {
  readonly interval?: IntervalRule;
  readonly scaling?: Scaling;
  readonly laws?: Laws;
  /**
   * In float32, too, one argument that rounding cannot make 0 is enough for the result not to be 0: where all have its
   * sign, or where it is above 0. Left out: it takes all of them.
   */
  readonly awayFromZero?: 'by one of one sign' | 'by one above 0';
  /** It takes a multiple of a product of matrices, or of such products: not to be done to vectors unawares. */
  readonly work?: 'product' | 'decomposition';
}

const PLAIN: Scaling = { kind: 'plain' };
const SCALE_FREE: Scaling = { kind: 'scale-free' };
const ALIKE: Scaling = { kind: 'alike', of: [0, 1], gives: 'same' };
const SAME: Scaling = { kind: 'product', exponents: [1] };

export const scaling = { PLAIN, SCALE_FREE, ALIKE, SAME } as const;

/** The rules of a function that is a power of its argument. */
export function asPower(sign: 0 | 1, exponent: number): Pick<Rules, 'scaling' | 'laws'> {
  return {
    scaling: { kind: 'product', exponents: [exponent] },
    laws: {
      power: { sign, exponent },
      ...(sign === 1 ? { parity: 'odd', keepsSign: true } : { parity: 'even' }),
    },
  };
}
