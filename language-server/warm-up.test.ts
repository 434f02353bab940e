import { afterEach, expect, it, vi } from 'vitest';
import { inQuiet, warmUp } from './warm-up';

afterEach(() => {
  vi.useRealTimers();
});

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

it('waits while someone types', () => {
  vi.useFakeTimers();
  let typed = 0;
  const next = vi.fn();
  const type = (milliseconds: number): void => {
    vi.advanceTimersByTime(milliseconds);
    typed = Date.now();
  };
  typed = Date.now();
  inQuiet(() => Date.now() - typed)(next);
  for (let i = 0; i < 10; i++) type(30);
  expect(next).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60);
  expect(next).toHaveBeenCalledTimes(1);
});
