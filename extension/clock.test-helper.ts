import type { Clock } from './clock';

/** A clock that a test moves. */
export class TestClock implements Clock {
  time = 1000;
  private readonly waiting = new Map<() => void, number>();

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): { dispose(): void } {
    this.waiting.set(callback, this.time + ms);
    return { dispose: () => this.waiting.delete(callback) };
  }

  pass(ms: number): void {
    this.time += ms;
    for (const [callback, at] of [...this.waiting])
      if (at <= this.time) {
        this.waiting.delete(callback);
        callback();
      }
  }
}
