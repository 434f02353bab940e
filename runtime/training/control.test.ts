import { describe, expect, it } from 'vitest';
import { fakeEngine, fakeTask } from './fakes.test-helper';
import { RunControl, type Change, type Settings } from './control';
import { train, type TrainingEnd } from './loop';

const SETTINGS: Settings = { peak: 0.1, hyper: { beta: 0.9 } };
const PLAN = {
  schedule: 'constant',
  steps: 12,
  warmup: 0,
  logEvery: 100,
  tensorsEvery: null,
} as const;

interface Trained {
  readonly end: TrainingEnd;
  readonly rates: number[];
  readonly betas: number[];
  readonly told: string[];
  /** The steps after which a checkpoint was made; negative where a person asked for it. */
  readonly saved: number[];
}

/** Trains twelve steps, three to an epoch; `at` may wish something in the middle of a step. */
async function trained(
  at: (step: number, control: RunControl) => void,
  changes: readonly Change[] = [],
  due: readonly number[] = [],
): Promise<Trained> {
  const told: string[] = [];
  const saved: number[] = [];
  const control = new RunControl(SETTINGS, changes, {
    paused: (step) => {
      told.push(`paused ${step}`);
      at(-step, control);
    },
    resumed: (step) => told.push(`resumed ${step}`),
    isDue: (step) => due.includes(step),
    save: (step, asked) => Promise.resolve(void saved.push(asked ? -step : step)),
  });
  const engine = fakeEngine(
    () => 1,
    (step) => at(step, control),
  );
  const hooks = {
    onMetrics: () => undefined,
    onTensors: () => Promise.resolve(),
    onProgress: () => undefined,
  };
  const end = await train(engine, fakeTask([]), PLAN, hooks, control);
  return {
    end,
    told,
    saved,
    rates: engine.requests.map(({ lr }) => lr),
    betas: engine.requests.map(({ hyper }) => hyper['beta']!),
  };
}

const when =
  (wanted: number, act: (control: RunControl) => void) =>
  (step: number, control: RunControl): void => {
    if (step === wanted) act(control);
  };

describe('RunControl', () => {
  it('changes a hyperparameter from the next step on, and says after which', async () => {
    const changes: unknown[] = [];
    const { rates, betas } = await trained((step, control) => {
      if (step === 4) changes.push(control.set('lr', 0.5));
      if (step === 6) changes.push(control.set('beta', 0.2), control.set('beta', 0.3));
    });
    expect(changes).toEqual([
      { name: 'lr', value: 0.5, step: 4, before: 0.1 },
      { name: 'beta', value: 0.2, step: 6, before: 0.9 },
      { name: 'beta', value: 0.3, step: 6, before: 0.2 },
    ]);
    expect(rates).toEqual([...Array<number>(4).fill(0.1), ...Array<number>(8).fill(0.5)]);
    expect(betas).toEqual([...Array<number>(6).fill(0.9), ...Array<number>(6).fill(0.3)]);
  });

  it('repeats changes that were made before, until a new one takes their place', async () => {
    const before = [
      { name: 'lr', value: 0.2, step: 2 },
      { name: 'lr', value: 0.3, step: 8 },
      { name: 'beta', value: 0.5, step: 8 },
    ];
    const repeated = await trained(() => undefined, before);
    expect(repeated.rates).toEqual([0.1, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3]);
    const other = await trained(
      when(5, (control) => control.set('lr', 1)),
      before,
    );
    expect(other.rates.slice(4)).toEqual([0.2, 1, 1, 1, 1, 1, 1, 1]);
    expect(other.betas.slice(7)).toEqual([0.9, 0.5, 0.5, 0.5, 0.5]);
  });

  it('has no other hyperparameters than the program', async () => {
    await trained(when(1, (control) => expect(control.set('gamma', 1)).toBeNull()));
  });

  it('pauses between two steps, does nothing there, and goes on with all steps', async () => {
    const { end, told, rates } = await trained((step, control) => {
      if (step === 5) control.pause();
      if (step === -5)
        setImmediate(() => {
          expect(control.set('lr', 0.7)).toMatchObject({ step: 5 });
          control.resume();
        });
    });
    expect(told).toEqual(['paused 5', 'resumed 5']);
    expect(end).toMatchObject({ status: 'completed', step: 12 });
    expect(rates.slice(3, 7)).toEqual([0.1, 0.1, 0.7, 0.7]);
  });

  it('does not pause where the wish was taken back in time', async () => {
    const { told } = await trained(
      when(5, (control) => {
        control.pause();
        control.resume();
      }),
    );
    expect(told).toEqual([]);
  });

  it('ends a paused run', async () => {
    const { end, told } = await trained((step, control) => {
      if (step === 5) control.pause();
      if (step === -5) setImmediate(() => control.stop());
    });
    expect(end).toEqual({ status: 'stopped', step: 5, validated: true, reason: null });
    expect(told).toEqual(['paused 5']);
  });

  it('makes checkpoints when due, when asked and on a pause, between two steps', async () => {
    const { saved, end } = await trained(
      (step, control) => {
        if (step === 5) control.checkpoint();
        if (step === 7) control.pause();
        if (step === -7)
          setImmediate(() => {
            control.checkpoint();
            setImmediate(() => control.resume());
          });
      },
      [],
      [3, 9],
    );
    expect(saved).toEqual([3, -5, 7, -7, 9]);
    expect(end.status).toBe('completed');
  });

  it('ends a run with its epoch', async () => {
    const { end } = await trained(when(4, (control) => control.stopAfterEpoch()));
    expect(end).toEqual({ status: 'stopped', step: 6, validated: true, reason: null });
  });
});
