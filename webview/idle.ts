/** Milliseconds of a turn where the browser does not say how long it is idle. */
const TURN_MS = 5;

/** Does something with each item while the browser has nothing else to do, until the returned function is called. */
export function inIdleTime<T>(items: readonly T[], work: (item: T) => void): () => void {
  let next = 0;
  let cancelled = false;
  const turn = (hasTime: () => boolean): void => {
    while (!cancelled && next < items.length && hasTime()) work(items[next++]!);
    if (!cancelled && next < items.length) later();
  };
  const later = (): void => {
    if ('requestIdleCallback' in globalThis)
      requestIdleCallback((deadline) => turn(() => deadline.timeRemaining() > 0));
    else
      setTimeout(() => {
        const end = performance.now() + TURN_MS;
        turn(() => performance.now() < end);
      });
  };
  later();
  return () => {
    cancelled = true;
  };
}
