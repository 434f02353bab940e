import { describe, expect, it } from 'vitest';
import { Choice, type Way } from './choice';

/** What it takes and how often each way is gone, over so many runs. */
const gone = (
  choice: Choice,
  runs: number,
  timeOf: (way: Way) => number,
): { time: number; alone: number; together: number } => {
  const counts = { alone: 0, together: 0 };
  let time = 0;
  for (let i = 0; i < runs; i++) {
    const { way } = choice;
    counts[way]++;
    choice.took(timeOf(way));
    time += timeOf(way);
  }
  return { time, ...counts };
};

describe('the choice between alone and together', () => {
  it('goes together where that is faster', () => {
    const { together } = gone(new Choice(), 5000, (way) => (way === 'alone' ? 2 : 1));
    expect(together).toBeGreaterThan(4500);
  });

  it.each([1, 1.5, 4, 100])(
    'takes hardly longer than alone where together takes %f times as long',
    (times) => {
      const { time } = gone(new Choice(), 20_000, (way) => (way === 'alone' ? 1 : times));
      expect(time).toBeLessThan(1.03 * 20_000 + 8 * times);
    },
  );

  it('leaves the other cores alone where they hardly help', () => {
    const { together } = gone(new Choice(), 5000, (way) => (way === 'alone' ? 1 : 0.95));
    expect(together).toBeLessThan(1000);
  });

  it('notices when it changes, both ways', () => {
    const choice = new Choice();
    gone(choice, 1000, (way) => (way === 'alone' ? 2 : 1));
    expect(gone(choice, 5000, (way) => (way === 'alone' ? 2 : 5)).alone).toBeGreaterThan(4000);
    expect(gone(choice, 5000, (way) => (way === 'alone' ? 2 : 1)).together).toBeGreaterThan(4000);
  });
});
