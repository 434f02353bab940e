const LONGEST_NAME = 24;

/**
 * A run's identity and folder name: `20261122-041530-lion-0-x7k2`: time (UTC), program, seed, and four random
 * characters. Sorts by time; safe as a file name on every system.
 *
 * @param random a number in [0, 1)
 */
export function makeRunId(program: string, seed: number, at: Date, random: number): string {
  const digits = at.toISOString().replace(/\D/g, '');
  const name = program
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, LONGEST_NAME);
  const suffix = Math.floor(random * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${name || 'program'}-${seed}-${suffix}`;
}

/** True for names that can be a run's: no separators, no `..`, nothing hidden. */
export const isRunId = (name: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/.test(name);
