import { describe, expect, it } from 'vitest';
import { Looking } from './looking';

/** Makes steps that take so long, plain and looked at; which were looked at, and what part of the time that took. */
function run(steps: number, logEvery: number, plain: number, looked: number) {
  const looking = new Looking(logEvery);
  const seen: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const due = looking.isDue(step);
    if (due) seen.push(step);
    looking.made(due ? looked : plain, due);
  }
  return { seen, share: (seen.length * (looked - plain)) / (steps * plain) };
}

describe('looking for numbers that are not finite', () => {
  it.each([
    [1, [10, 20, 30]],
    [4, [12, 24, 36]],
    [15, [15, 30]],
  ])('is done at logged steps, of which there are one in %i, ten apart or more', (every, steps) => {
    expect(run(39, every, 1, 1.5).seen).toEqual(steps);
  });

  it('takes a tenth of the time where it takes long', () => {
    const { share, seen } = run(20_000, 1, 2, 60);
    expect(share).toBeLessThan(0.13);
    expect(seen.length).toBeGreaterThan(50);
  });
});
