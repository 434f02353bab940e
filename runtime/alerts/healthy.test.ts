import { describe, expect, it } from 'vitest';
import { normals } from '../graph/random';
import { found, type Logged } from './curves.test-helper';

const SEEDS = [1, 2, 3, 4, 5];
const NOISES = [0, 0.02, 0.1, 0.4];
const STEPS = 500;

/** Losses as they fall in practice, by the share of the run that is done. */
const SHAPES: Readonly<Record<string, (done: number) => number>> = {
  'a power law': (done) => 4 * (1 + 300 * done) ** -0.3,
  'the slow power law of language models': (done) => 4 * (1 + 1000 * done) ** -0.08,
  'an exponential fall to nothing': (done) => 2.3 * Math.exp(-12 * done),
  'a straight line': (done) => 2.3 - 2 * done,
  'a late fall, after a tenth of the run': (done) => 0.1 + 4.5 / (1 + Math.exp(40 * (done - 0.15))),
  stairs: (done) => 2.4 - 0.6 * Math.min(3, Math.floor(4 * done)) - 0.1 * done,
};

/** Learning rates in units of the peak. */
const SCHEDULES: Readonly<Record<string, (done: number) => number>> = {
  constant: () => 1,
  'linear after a warm-up': (done) => (done < 0.1 ? done / 0.1 : 1.1 * (1.001 - done)),
  cosine: (done) => 0.5 * (1 + Math.cos(Math.PI * done)),
};

/** A mini-batch loss is tossed about in proportion to itself, and so is its gradient. */
const healthy = (
  shape: (done: number) => number,
  rate: (done: number) => number,
  noise: number,
) => {
  const tossed = (seed: number, step: number): readonly number[] => [
    ...normals({ seed, step, stream: 0 }, 2),
  ];
  return (seed: number) =>
    (step: number): Logged => {
      const done = step / STEPS;
      const [forLoss, forGradient] = tossed(seed, step) as [number, number];
      const loss = shape(done) * Math.exp(noise * forLoss);
      const gradient = (0.3 + loss) * Math.exp(2 * noise * forGradient);
      return { loss, rate: 1e-3 * rate(done), gradient, ratio: 2e-3 * rate(done) };
    };
};

describe.each(Object.entries(SHAPES))('a loss that falls as %s', (_, shape) => {
  it.each(Object.entries(SCHEDULES))('raises no alert: %s learning rate', (name, rate) => {
    for (const noise of NOISES)
      for (const seed of SEEDS) {
        const curve = healthy(shape, rate, noise)(seed);
        const change = {
          decays: name !== 'constant',
          warmup: name === 'constant' ? 0 : STEPS / 10,
        };
        expect(found(curve, { steps: STEPS, ...change }), `noise ${noise}, seed ${seed}`).toEqual(
          [],
        );
      }
  });
});

describe('no alert is raised', () => {
  it('for a bump after the first steps', () => {
    const curve = (step: number): Logged => ({
      loss: 2.3 * Math.exp(-step / 100) + 6 * Math.exp(-(((step - 5) / 2) ** 2)),
      gradient: step < 9 ? 30 : 1,
    });
    expect(found(curve)).toEqual([]);
  });

  it('for single spikes of loss and gradient', () => {
    const curve = (step: number): Logged => {
      const spike = step % 90 === 89;
      return { loss: 2 * Math.exp(-step / 150) + (spike ? 40 : 0), gradient: spike ? 500 : 1 };
    };
    expect(found(curve)).toEqual([]);
  });

  it('near an optimum, where the loss cannot fall and gradients come and go', () => {
    const curve = (step: number): Logged => {
      const gradient = Math.max(1e-9, Math.exp(-step / 8)) * (step % 50 > 45 ? 300 : 1);
      return { loss: 3.2 + gradient ** 2, gradient, ratio: 1e-3 * gradient };
    };
    expect(found(curve)).toEqual([]);
  });

  it('for weights that take large steps, or tiny ones, while the loss falls', () => {
    expect(found((step) => ({ loss: 2 / step, ratio: 0.8 }))).toEqual([]);
    expect(found((step) => ({ loss: 1e-6 + 2 * Math.exp(-step / 3), ratio: 1e-9 }))).toEqual([]);
  });

  it('for a level loss before a schedule has lowered the learning rate', () => {
    const tossed = (step: number): number => normals({ seed: 1, step, stream: 1 }, 1)[0]!;
    const curve = (step: number): Logged => ({
      loss: 0.5 + 2 * Math.exp(-step / 10) + 0.01 * tossed(step),
    });
    expect(found(curve, { decays: true })).toEqual([]);
  });
});
