import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '../protocol/runs';
import { RunNotices } from './run-notices';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const run = (id: string, step: number): Run => ({ store: '/s', id, step }) as Run;

describe('news of runs', () => {
  it('goes out at once while the client keeps up', () => {
    const told: Run[] = [];
    const notices = new RunNotices({ bufferedAmount: 0 }, (each) => told.push(each));
    notices.changed(run('a', 1));
    notices.changed(run('a', 2));
    expect(told.map(({ step }) => step)).toEqual([1, 2]);
  });

  it('is kept to the latest of each run for one that does not, and told when there is room', () => {
    const told: Run[] = [];
    const socket = { bufferedAmount: 2 ** 24 };
    const notices = new RunNotices(socket, (each) => told.push(each));
    for (let step = 0; step < 1000; step++) {
      notices.changed(run('a', step));
      notices.changed(run('b', -step));
    }
    vi.runOnlyPendingTimers();
    expect(told).toEqual([]);
    socket.bufferedAmount = 0;
    vi.runOnlyPendingTimers();
    expect(told).toEqual([run('a', 999), run('b', -999)]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with the client', () => {
    const notices = new RunNotices({ bufferedAmount: 2 ** 24 }, () => {
      throw new Error('told after the end');
    });
    notices.changed(run('a', 1));
    notices.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
