/**
 * The Sobol sequence: points that fill a cube more evenly than random ones, however many are taken. Direction numbers
 * are those of Joe and Kuo ("Constructing Sobol sequences with better two-dimensional projections", 2008), points come
 * in the order of the Gray code (Antonov and Saleev), scrambling is Owen's, by the hash of Laine and Karras as Burley
 * writes it ("Practical hash-based Owen scrambling", 2020).
 */
import { philox } from '../graph/random';

/** Of each dimension after the first: the primitive polynomial's inner coefficients, and its first direction numbers. */
const DIRECTIONS: readonly (readonly [coefficients: number, first: readonly number[]])[] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
  [19, [1, 1, 1, 15, 7, 5]],
  [22, [1, 3, 1, 15, 13, 25]],
  [25, [1, 1, 5, 5, 19, 61]],
  [1, [1, 3, 7, 11, 23, 15, 103]],
  [4, [1, 3, 7, 13, 13, 15, 69]],
];

/** The most dimensions that there are direction numbers for. */
export const MOST_DIMENSIONS = DIRECTIONS.length + 1;

const BITS = 32;

/** The direction numbers of one dimension, the highest bit first. */
function directionsOf(dimension: number): Uint32Array {
  const numbers = new Uint32Array(BITS);
  if (dimension === 0) {
    for (let i = 0; i < BITS; i++) numbers[i] = 2 ** (BITS - 1 - i);
    return numbers;
  }
  const [coefficients, first] = DIRECTIONS[dimension - 1]!;
  const degree = first.length;
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      numbers[i] = first[i]! * 2 ** (BITS - 1 - i);
      continue;
    }
    let number = numbers[i - degree]! ^ (numbers[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++)
      if ((coefficients >>> (degree - 1 - k)) & 1) number ^= numbers[i - k]!;
    numbers[i] = number;
  }
  return numbers;
}

/** Coordinate of the `index`-th point as a 32-bit fraction. */
function coordinate(directions: Uint32Array, index: number): number {
  let bits = 0;
  for (let rest = index ^ (index >>> 1), i = 0; rest !== 0; rest >>>= 1, i++)
    if (rest & 1) bits ^= directions[i]!;
  return bits >>> 0;
}

function reverseBits(x: number): number {
  let rest = x;
  let reversed = 0;
  for (let i = 0; i < BITS; i++, rest >>>= 1) reversed = (reversed << 1) | (rest & 1);
  return reversed >>> 0;
}

/** Flips each bit, or not, by a hash of the bits above it and the seed: intervals of halves stay what they are. */
function scrambled(bits: number, seed: number): number {
  let x = (reverseBits(bits) + seed) >>> 0;
  for (const factor of [0x6c50b47c, 0xb82f1e52, 0xc7afe638, 0x8d22f6e6]) x ^= Math.imul(x, factor);
  return reverseBits(x >>> 0);
}

/**
 * The first `count` points in [0, 1) to the power of `dimensions`, at most `MOST_DIMENSIONS`.
 *
 * @param seed scrambles them; null: the plain sequence, which begins at 0
 */
export function sobol(count: number, dimensions: number, seed: number | null): Float64Array[] {
  const columns = Array.from({ length: dimensions }, (_, dimension) => {
    const directions = directionsOf(dimension);
    const [hash] = philox([dimension, 0, 0, 0], [seed ?? 0, 0]);
    return Float64Array.from({ length: count }, (_each, index) => {
      const bits = coordinate(directions, index);
      return (seed === null ? bits : scrambled(bits, hash)) / 2 ** BITS;
    });
  });
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from(columns, (column) => column[i]!),
  );
}
