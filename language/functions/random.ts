/**
 * Randomness without state: each number is a pure function of where it is needed, so that a run resumes and
 * parallelises without a generator to carry along.
 *
 * The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011).
 */

/** Of the words a and c in each round. */
export const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
/** Weyl sequences for the key: the golden ratio and √3 − 1. */
export const WEYL = [0x9e3779b9, 0xbb67ae85] as const;
export const ROUNDS = 10;

const highProduct = (a: number, b: number): number => {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
};

type Block = readonly [number, number, number, number];

/** One block of four 32-bit words for a counter of four and a key of two words. */
export const philox = (counter: Block, key: readonly [number, number]): Block => {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = highProduct(MULTIPLIERS[0], a);
    const low0 = Math.imul(MULTIPLIERS[0], a) >>> 0;
    const high1 = highProduct(MULTIPLIERS[1], c);
    const low1 = Math.imul(MULTIPLIERS[1], c) >>> 0;
    a = (high1 ^ b ^ k0) >>> 0;
    b = low1;
    c = (high0 ^ d ^ k1) >>> 0;
    d = low0;
    k0 = (k0 + WEYL[0]) >>> 0;
    k1 = (k1 + WEYL[1]) >>> 0;
  }
  return [a, b, c, d];
};

/** Where a stream of random numbers belongs: a run's seed, its step, and who asks (a node, a parameter, a call). */
export interface RandomStream {
  readonly seed: number;
  readonly step: number;
  readonly stream: number;
}

/** The `index`-th block of four 32-bit words of a stream. */
const blockAt = ({ seed, step, stream }: RandomStream, index: number): Block =>
  philox(
    [
      index >>> 0,
      Math.floor(index / 2 ** 32) >>> 0,
      stream >>> 0,
      Math.floor(seed / 2 ** 32) >>> 0,
    ],
    [seed >>> 0, step >>> 0],
  );

/** The middle of each of 2³² equal parts of (0, 1): never 0, never 1. */
const toUnit = (word: number): number => (word + 0.5) / 2 ** 32;

/** Numbers uniform in (0, 1), the stream's first `count`. */
export const uniforms = (stream: RandomStream, count: number): Float64Array => {
  const numbers = new Float64Array(count);
  for (let start = 0; start < count; start += 4) {
    const block = blockAt(stream, start / 4);
    for (let i = 0; i < 4 && start + i < count; i++) numbers[start + i] = toUnit(block[i]!);
  }
  return numbers;
};
