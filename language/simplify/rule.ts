import type { Node } from './node';

/** Why a node came out simpler than it was written. */
export type Rule =
  | 'constants are worked out'
  | 'like terms are gathered'
  | 'equal factors are gathered: x / |x| = sign x, x / 0 = 0'
  | 'the scale does not matter to a sign'
  | 'even and odd functions move the sign'
  | 'sign f(x) = sign x'
  | 'both are the same'
  | 'the bound never counts'
  | 'log undoes exp'
  | 'a number comes out of a reduction'
  | 'the condition is known'
  | 'a power of a power is one power'
  | 'the sign is known'
  | 'a matrix turned around twice'
  | 'a product turned around is the product of its factors turned around';

/** What allows a rule where it is used. */
export interface Condition {
  /** A value that the condition is about; null: it names none. */
  readonly about: Node | null;
  readonly says: string;
}

export const ALWAYS: Condition = { about: null, says: 'always' };
export const BY_TOTALITY: Condition = { about: null, says: 'always, since division by 0 gives 0' };
