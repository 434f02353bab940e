import { useEffect, useState } from 'preact/hooks';
import { inIdleTime } from '../idle';

/** More than fit on any screen. */
const AT_FIRST = 60;
/** What takes a few milliseconds. */
const PORTION = 250;

/** How many of so many things are there: a screenful at once, the others while the browser has nothing else to do. */
export function useGrowing(all: number): number {
  const [most, setMost] = useState(AT_FIRST);
  const isWhole = most >= all;
  useEffect(() => {
    if (!isWhole) return inIdleTime([PORTION], (portion) => setMost(most + portion));
    return undefined;
  }, [most, isWhole]);
  return most;
}
