import { median } from './report';

/** One step of something, and its milliseconds. */
export type Stepper = () => number | Promise<number>;

/** @param steps in one turn, where one alone would be over before its code is back in the caches */
export function timed(step: () => void, steps = 1): Stepper {
  return () => {
    const begun = performance.now();
    for (let i = 0; i < steps; i++) step();
    return (performance.now() - begun) / steps;
  };
}

/** Rounds that are measured; a few before them are not. */
const ROUNDS = 15;
const WARM_UP = 5;

/** Milliseconds a step of each, taken in turns, so that all share the machine's moods. */
export async function inTurns(steppers: Readonly<Record<string, Stepper>>, rounds = ROUNDS) {
  const times = new Map(Object.keys(steppers).map((name) => [name, [] as number[]]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [name, step] of Object.entries(steppers)) {
      const took = await step();
      if (round >= 0) times.get(name)!.push(took);
    }
  }
  return times;
}

/** Of the ratios within each round, the median. */
export function ratio(times: ReadonlyMap<string, number[]>, peer: string, ours: string): number {
  return median(times.get(peer)!.map((time, i) => time / times.get(ours)![i]!));
}
