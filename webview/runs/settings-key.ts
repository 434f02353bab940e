/** Settings that differ in nothing else are repeats of each other. */
const SEED = 'seed';

type Settings = Readonly<Record<string, string | number | boolean | null>>;

const keys = new WeakMap<Settings, number>();

/**
 * A number that is the same for the same settings but for the seed, in whatever order they stand. For ten thousand different ones the
 * chance that any two share it is about 10⁻⁸; comparing them value by value would take ten times as long.
 */
export function settingsKey(settings: Settings): number {
  let key = keys.get(settings);
  if (key === undefined) keys.set(settings, (key = hashOf(settings)));
  return key;
}

const words = new Map<string, number>();

/** A number of its own for every text. */
function wordOf(text: string): number {
  let word = words.get(text);
  if (word === undefined) words.set(text, (word = words.size));
  return word;
}

const bits = new ArrayBuffer(8);
const asNumber = new Float64Array(bits);
const asWords = new Uint32Array(bits);

/** Sums over the settings, so that their order does not count: 32 and 21 bits of mixed names and values. */
function hashOf(settings: Settings): number {
  let high = 0;
  let low = 0;
  for (const name in settings) {
    if (name === SEED) continue;
    const value = settings[name]!;
    const word = wordOf(name);
    let a = TEXT;
    let b = 0;
    if (typeof value === 'number') {
      asNumber[0] = value;
      a = asWords[0]!;
      b = asWords[1]!;
    } else b = wordOf(`${typeof value} ${String(value)}`);
    const first = mixed(mixed(word + 1, a), b);
    high = (high + first) >>> 0;
    low = (low + mixed(first, b ^ word)) >>> 0;
  }
  return high * 2 ** 21 + (low >>> 11);
}

/** Stands where a number has its lower half: no number that anybody would set has this one with a small upper half. */
const TEXT = 0x5bd1e995;

/** A round of MurmurHash3 and its finalizer (A. Appleby, public domain). */
function mixed(hash: number, part: number): number {
  let mix = Math.imul(part, 0xcc9e2d51);
  mix = hash ^ Math.imul((mix << 15) | (mix >>> 17), 0x1b873593);
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}
