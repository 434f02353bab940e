import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEDULES } from '../protocol/runs';
import { learningRate, type SchedulePlan } from './schedule';

const plans = fc.record({
  schedule: fc.constantFrom(...SCHEDULES),
  peak: fc.double({ min: 1e-6, max: 10, noNaN: true }),
  steps: fc.integer({ min: 2, max: 300 }),
  warmup: fc.integer({ min: 0, max: 100 }),
});

const rates = (plan: SchedulePlan): number[] =>
  Array.from({ length: plan.steps }, (_, i) => learningRate(plan, i + 1));

const check = (property: (plan: SchedulePlan) => void): void =>
  fc.assert(fc.property(plans, property), { seed: 7 });

describe('learningRate', () => {
  it('stays above zero and never exceeds the peak', () => {
    check((plan) => {
      for (const rate of rates(plan)) {
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(plan.peak * (1 + 1e-12));
      }
    });
  });

  it('warms up in equal increments and reaches the peak at the last warm-up step', () => {
    check((plan) => {
      const warm = rates(plan).slice(0, plan.warmup);
      warm.forEach((rate, i) => expect(rate).toBeCloseTo((plan.peak / plan.warmup) * (i + 1), 9));
    });
  });

  it('never rises again after the peak', () => {
    check((plan) => {
      const all = rates(plan);
      const highest = all.lastIndexOf(Math.max(...all));
      for (let i = highest + 1; i < all.length; i++) {
        expect(all[i]!).toBeLessThanOrEqual(all[i - 1]! * (1 + 1e-12));
      }
    });
  });

  it('starts at the whole peak without a warm-up, but for one-cycle', () => {
    for (const schedule of ['constant', 'cosine', 'linear'] as const) {
      expect(learningRate({ schedule, peak: 0.3, steps: 10, warmup: 0 }, 1)).toBeCloseTo(0.3, 15);
    }
    expect(learningRate({ schedule: 'one-cycle', peak: 0.5, steps: 10, warmup: 0 }, 1)).toBeCloseTo(
      0.02,
      12,
    );
  });

  it('would be zero one step past the end of cosine and linear', () => {
    for (const schedule of ['cosine', 'linear'] as const) {
      expect(learningRate({ schedule, peak: 1, steps: 10, warmup: 3 }, 11)).toBeCloseTo(0, 12);
    }
  });

  it('is half-way down in the middle', () => {
    for (const schedule of ['cosine', 'linear'] as const) {
      expect(learningRate({ schedule, peak: 1, steps: 100, warmup: 0 }, 51)).toBeCloseTo(0.5, 12);
    }
  });

  it('lets one-cycle peak at 30 % of the run and end at 1/250,000', () => {
    const plan = { schedule: 'one-cycle', peak: 1, steps: 1000, warmup: 0 } as const;
    expect(learningRate(plan, 301)).toBeCloseTo(1, 12);
    expect(learningRate(plan, 1001)).toBeCloseTo(4e-6, 12);
  });

  it('goes straight down in one-cycle after a warm-up', () => {
    const all = rates({ schedule: 'one-cycle', peak: 1, steps: 100, warmup: 10 });
    expect(all[9]).toBe(1);
    expect(all[10]).toBe(1);
    expect(all[11]!).toBeLessThan(1);
  });
});
