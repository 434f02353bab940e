/** Time as an object, so that tests need not wait. */
export interface Clock {
  now(): number;
  /** Calls back once after so many milliseconds, unless disposed before. */
  after(ms: number, callback: () => void): { dispose(): void };
}

export const clock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};
