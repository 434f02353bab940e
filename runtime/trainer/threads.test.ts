import { describe, expect, it } from 'vitest';
import { threadsFor } from './threads';

const SMALL = { work: 1e6, parameters: 1200 };
const LARGE = { work: 1e8, parameters: 235_000 };

describe('the threads of a run', () => {
  it('are as many as were asked for, whatever the model, within reason', () => {
    expect(threadsFor(3, SMALL, 1)).toBe(3);
    expect(threadsFor(1, LARGE, 64)).toBe(1);
    expect(threadsFor(1000, LARGE, 64)).toBe(16);
  });

  it('are one for steps that are over before another thread hears of them', () => {
    expect(threadsFor(null, SMALL, 8)).toBe(1);
    expect(threadsFor(null, { work: null, parameters: 1200 }, 8)).toBe(1);
  });

  it('leave the editor a core, and take no more than a few', () => {
    expect([1, 2, 3, 4, 8, 64].map((cores) => threadsFor(null, LARGE, cores))).toEqual([
      1, 1, 2, 3, 4, 4,
    ]);
    expect(threadsFor(null, { work: 0, parameters: 1e6 }, 3)).toBe(2);
  });
});
