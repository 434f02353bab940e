import { hashName, philox } from '../graph/random';

/** Numbers drawn one after the other; each sequence is a pure function of its key. */
export interface Draws {
  /** Uniform in (0, 1). */
  uniform(): number;
  /** Uniform over 0 … n − 1. */
  below(n: number): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
}

/** The draws of a seed for a purpose, such as `draws(seed, 'order', epoch)`. */
export function draws(seed: number, purpose: string, index = 0): Draws {
  const owner = hashName(purpose);
  const seedHigh = Math.floor(seed / 2 ** 32) >>> 0;
  let block: readonly number[] = [];
  let used = 0;
  const uniform = (): number => {
    if (used % 4 === 0) block = philox([used / 4, 0, owner, seedHigh], [seed >>> 0, index >>> 0]);
    return (block[used++ % 4]! + 0.5) / 2 ** 32;
  };
  return {
    uniform,
    below: (n) => Math.floor(uniform() * n),
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** The numbers 0 … n − 1 in random order (Fisher and Yates). */
export function permutation(n: number, random: Draws): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
