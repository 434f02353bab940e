import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { decodeFrame, type ScalarBlock } from '../protocol/frames';
import { BLOCK_POINTS } from '../series/reader';
import { RunSeries } from '../series/series';
import { Subscriptions } from './subscriptions';

/** A socket that takes frames into its buffer and lets them go only when it is told to. */
class SlowSocket {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly taken: ScalarBlock[] = [];
  bufferedAmount = 0;
  highest = 0;
  private readonly waiting: { readonly bytes: number; readonly done: () => void }[] = [];
  private listener: () => void = () => undefined;

  send(frame: Uint8Array, done: () => void): void {
    this.taken.push(...decodeFrame(frame));
    this.bufferedAmount += frame.length;
    this.highest = Math.max(this.highest, this.bufferedAmount);
    this.waiting.push({ bytes: frame.length, done });
    this.listener();
  }

  /** Lets everything go that waits. */
  drain(): void {
    for (const { bytes, done } of this.waiting.splice(0)) {
      this.bufferedAmount -= bytes;
      done();
    }
  }

  /** Resolves after the next frame has been taken. */
  nextFrame(): Promise<void> {
    return new Promise((resolve) => {
      this.listener = resolve;
    });
  }
}

function append(series: RunSeries, tag: string, count: number): void {
  const index = series.tagIndex(tag);
  const start = series.columns[index]!.length;
  const steps = Float64Array.from({ length: count }, (_, i) => start + i);
  series.append({
    tags: new Uint32Array(count).fill(index),
    steps,
    wallTimes: steps,
    values: steps,
  });
}

const POINTS = 20 * BLOCK_POINTS;

describe('the frames of a socket', () => {
  it('wait in the series, not in memory, while the client is slow; none is lost or repeated', async () => {
    const series = new RunSeries();
    append(series, 'a', POINTS);
    const socket = new SlowSocket();
    const subscriptions = new Subscriptions(socket as unknown as WebSocket, () => undefined);
    expect(subscriptions.add(1, series)).toEqual(['a']);
    let points = 0;
    while (points < POINTS + 5) {
      await socket.nextFrame();
      if (socket.taken.length === 2) append(series, 'a', 5);
      points = socket.taken.reduce((sum, block) => sum + block.steps.length, 0);
      socket.drain();
    }
    expect(socket.highest).toBeLessThan(2e6);
    let next = 0;
    for (const block of socket.taken) {
      expect(block.first).toBe(next);
      expect(block.steps[0]).toBe(next);
      next += block.steps.length;
    }
    expect(next).toBe(POINTS + 5);
    subscriptions.close();
    expect(series.hasListeners).toBe(false);
  });

  it('stop when the buffer is full and go on when it has room', async () => {
    const series = new RunSeries();
    const socket = new SlowSocket();
    const subscriptions = new Subscriptions(socket as unknown as WebSocket, () => undefined);
    for (let subscription = 0; subscription < 30; subscription++)
      subscriptions.add(subscription, series);
    append(series, 'a', BLOCK_POINTS);
    await socket.nextFrame();
    const full = socket.taken.length;
    expect(full).toBeLessThan(30);
    while (socket.taken.length < 30) {
      socket.drain();
      await socket.nextFrame();
    }
    expect(socket.highest).toBeLessThan(8e6);
    expect(new Set(socket.taken.map((block) => block.subscription)).size).toBe(30);
    subscriptions.close();
  });

  it('come after their tags have been told', async () => {
    const series = new RunSeries();
    append(series, 'a', 1);
    const socket = new SlowSocket();
    const told: string[] = [];
    const subscriptions = new Subscriptions(
      socket as unknown as WebSocket,
      (subscription, tags) => {
        expect(subscription).toBe(9);
        expect(socket.taken.some((block) => block.tag > 0)).toBe(false);
        told.push(...tags);
      },
    );
    expect(subscriptions.add(9, series)).toEqual(['a']);
    await socket.nextFrame();
    socket.drain();
    append(series, 'b', 2);
    append(series, 'c', 3);
    await socket.nextFrame();
    expect(told).toEqual(['b', 'c']);
    expect(socket.taken.map((block) => [block.tag, block.steps.length])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    subscriptions.close();
  });
});
