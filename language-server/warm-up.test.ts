import { expect, it } from 'vitest';
import { warmUp } from './warm-up';

it('reads one program at a time, and comes to an end', () => {
  const waiting: (() => void)[] = [];
  warmUp((next) => waiting.push(next));
  let turns = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    next();
    turns++;
    expect(waiting.length).toBeLessThanOrEqual(1);
  }
  expect(turns).toBe(48);
});
