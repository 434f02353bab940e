/** Numbers from 0 to 1 that look random and are the same each time (Lehmer's generator). */
export function lehmer(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** What float32 arithmetic stumbles over. */
export const SPECIALS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  NaN,
  Infinity,
  -Infinity,
  1e30,
  -1e30,
  1e-30,
  -1e-30,
  1e-45,
  -1e-45,
  1.1754943508222875e-38,
  -5e-39,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  88.5,
  -88.5,
  88.8,
  -104,
  0.9999999403953552,
  1.0000001192092896,
];

/** A float32 of any size: its bits are random. */
export function anyFloat(next: () => number): number {
  const bits = new Uint32Array([Math.floor(next() * 2 ** 32)]);
  return new Float32Array(bits.buffer)[0];
}

/** The distance of two float32 numbers beside the spacing of numbers there. */
export function ulpsBetween(actual: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (actual === rounded || (Number.isNaN(actual) && Number.isNaN(rounded))) return 0;
  if (!Number.isFinite(rounded)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}
