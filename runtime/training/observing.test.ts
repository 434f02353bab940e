import { describe, expect, it } from 'vitest';
import type { Observation } from '../../language';
import type { StepFigures } from '../protocol/statements';
import { Observing } from './observing';

const WATCHED = { values: [], slots: [0, null], update: null };

const seen = (rms: number): Observation => {
  const figures = { count: 4, nonFinite: 0, zeros: 0, rms, mean: 0, largest: rms };
  return [{ whole: figures, parameters: [figures] }];
};

/** Makes steps that take so long, plain and observed, from the first on; and says which were observed and told. */
function run(steps: number, plain: number, observed: number, from = 1) {
  let now = 0;
  const told: StepFigures[] = [];
  const looked: number[] = [];
  const observing = new Observing(
    WATCHED,
    (_, figures) => told.push(figures),
    () => now,
  );
  observing.want(true);
  let spent = 0;
  for (let step = from; step < from + steps; step++) {
    const due = observing.isDue(step);
    const took = due ? observed : plain;
    if (due) looked.push(step);
    if (due) spent += observed - plain;
    now += took;
    observing.made(step, took, due ? seen(step) : null);
  }
  return { told, looked, share: spent / (steps * plain), every: observing.every, observing };
}

describe('which steps are observed', () => {
  it.each([
    [1, 2],
    [1, 7],
    [0.01, 0.03],
    [400, 900],
  ])('takes at most a tenth of the time: %d ms, observed %d', (plain, observed) => {
    const { share, looked } = run(30_000, plain, observed);
    expect(share).toBeLessThan(0.102);
    expect(looked.length).toBeGreaterThan(1);
  });

  it('begins with the next step, and ends at once', () => {
    const { looked, observing } = run(10, 1, 2, 101);
    expect(looked[0]).toBe(101);
    observing.want(false);
    expect([200, 1000, 10_000].some((step) => observing.isDue(step))).toBe(false);
  });

  it('tells at most ten times a second', () => {
    const { told, every } = run(5000, 0.1, 0.2);
    expect(every).toBe(1000);
    expect(told.length).toBeGreaterThan(3);
    expect(told.length).toBeLessThan(8);
  });

  it('says by how much slots have changed since the step before', () => {
    const { told } = run(3000, 1, 2);
    expect(told[0]!.drift).toEqual([null, null]);
    const [before, after] = [told[1]!, told[2]!];
    expect(after.drift).toEqual([after.step / before.step - 1, null]);
  });
});
