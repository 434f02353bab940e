import { describe, expect, it } from 'vitest';
import type { Position, Settings, TrainingControl } from './control';
import { fakeEngine, fakeTask, type FakeEngine } from './fakes.test-helper';
import { defaultLogEvery, train, type Metrics, type TrainingEnd, type TrainingPlan } from './loop';

const PLAN: TrainingPlan = {
  schedule: 'linear',
  steps: 10,
  warmup: 2,
  logEvery: 4,
  tensorsEvery: null,
};

const SETTINGS: Settings = { peak: 0.1, hyper: { beta: 0.9 } };

/** Lets a run go on until it shall stop. */
const until = (
  shouldStop: () => boolean,
  settings: (step: number) => Settings = () => SETTINGS,
): TrainingControl => ({ shouldStop, between: () => Promise.resolve(), settings });

interface Recorded {
  readonly end: TrainingEnd;
  readonly rows: { readonly step: number; readonly metrics: Metrics }[];
  readonly progress: number[];
  readonly tensors: readonly [step: number, weight: number][];
}

async function run(
  engine: FakeEngine,
  plan: Partial<TrainingPlan> = {},
  options: {
    task?: ReturnType<typeof fakeTask>;
    control?: TrainingControl;
    stopAfter?: number;
  } = {},
): Promise<Recorded> {
  const rows: Recorded['rows'] = [];
  const progress: number[] = [];
  const tensors: [number, number][] = [];
  const end = await train(
    engine,
    options.task ?? fakeTask(),
    { ...PLAN, ...plan },
    {
      onMetrics: (step, metrics) => rows.push({ step, metrics }),
      onTensors: (step, { weights }) => {
        tensors.push([step, weights[0]![0]!]);
        return Promise.resolve();
      },
      onProgress: (step) => progress.push(step),
    },
    options.control ?? until(() => progress.length >= (options.stopAfter ?? Infinity)),
  );
  return { end, rows, progress, tensors };
}

const stepsWith = (record: Recorded, tag: string): number[] =>
  record.rows.filter(({ metrics }) => tag in metrics).map(({ step }) => step);

describe('train', () => {
  it('tells weights, gradients and updates at the first step, every so many and the last', async () => {
    const told = await run(
      fakeEngine(() => 1),
      { tensorsEvery: 4 },
    );
    expect(told.tensors).toEqual([1, 4, 8, 10].map((step) => [step, step]));
    const engine = fakeEngine(() => 1);
    expect((await run(engine)).tensors).toEqual([]);
    expect(engine.requests.every(({ tensors }) => !tensors)).toBe(true);
  });

  it('logs every logEvery steps and at the last', async () => {
    const record = await run(fakeEngine((step) => 1 / step));
    expect(stepsWith(record, 'train/loss')).toEqual([4, 8, 10]);
    expect(record.end).toEqual({ status: 'completed', step: 10, validated: true, reason: null });
  });

  it('asks for norms at logged steps only', async () => {
    const engine = fakeEngine(() => 1);
    await run(engine);
    const measured = engine.requests.filter((request) => request.measured);
    expect(measured.map(({ step }) => step)).toEqual([4, 8, 10]);
  });

  it('rounds every value to float32', async () => {
    const { rows } = await run(fakeEngine(() => 0.1));
    const first = rows.find(({ step }) => step === 4)!.metrics;
    expect(first).toEqual({
      'train/loss': Math.fround(0.1),
      'optimizer/lr': Math.fround((0.1 * 7) / 8),
      'optimizer/grad_norm': Math.fround(0.1),
      'optimizer/update_norm': Math.fround(0.2),
      'optimizer/weight_norm': 5,
    });
  });

  it('tells the engine step, schedule, epoch end and hyperparameters', async () => {
    const engine = fakeEngine(() => 1);
    await run(engine);
    expect(engine.requests[2]).toEqual({
      batch: {},
      measured: false,
      observed: false,
      tensors: false,
      batchSize: 2,
      step: 3,
      totalSteps: 10,
      lr: 0.1,
      lrPeak: 0.1,
      epochEnd: true,
      hyper: { beta: 0.9 },
    });
  });

  it('validates about twenty times, always at the last step', async () => {
    const long = await run(
      fakeEngine(() => 1),
      { steps: 203, logEvery: 100 },
    );
    const steps = stepsWith(long, 'val/loss');
    expect(steps.length).toBeGreaterThanOrEqual(18);
    expect(steps.length).toBeLessThanOrEqual(22);
    expect(steps.at(-1)).toBe(203);
    expect(
      stepsWith(
        await run(
          fakeEngine(() => 1),
          { steps: 1 },
        ),
        'val/loss',
      ),
    ).toEqual([1]);
  });

  it('adds up batches of unequal size before it divides', async () => {
    const { rows } = await run(fakeEngine(() => 1));
    expect(rows.at(-1)!.metrics).toEqual({
      'val/loss': 2,
      'val/accuracy': Math.fround(0.7),
      'dead_units/hidden': 0.25,
    });
  });

  it('has no validation metrics for a task without validation examples', async () => {
    const record = await run(
      fakeEngine(() => 1),
      {},
      { task: fakeTask([]) },
    );
    expect(stepsWith(record, 'val/loss')).toEqual([]);
  });

  it('ends as diverged at the very step, logged or not, and keeps the value', async () => {
    const record = await run(fakeEngine((step) => (step < 6 ? 1 : NaN)));
    expect(record.end).toMatchObject({ status: 'diverged', step: 6 });
    expect(record.end.reason).toContain('NaN at step 6');
    expect(stepsWith(record, 'train/loss')).toEqual([4, 6]);
    expect(record.rows.at(-1)!.metrics['train/loss']).toBeNaN();
  });

  it('takes a loss beyond float32 for divergence', async () => {
    const { end, rows } = await run(fakeEngine(() => 1e39));
    expect(end.status).toBe('diverged');
    expect(rows[0]!.metrics['train/loss']).toBe(Infinity);
  });

  it('takes a validation loss that is not a number for divergence', async () => {
    const task = { ...fakeTask(), measure: () => ({ 'val/loss': NaN }) };
    const { end } = await run(
      fakeEngine(() => 1),
      { steps: 40 },
      { task },
    );
    expect(end).toMatchObject({ status: 'diverged', step: 2 });
  });

  it('stops before the next step, with no further row', async () => {
    const record = await run(
      fakeEngine(() => 1),
      { steps: 1000 },
      { stopAfter: 9 },
    );
    expect(record.end).toEqual({ status: 'stopped', step: 9, validated: true, reason: null });
    expect(record.progress).toHaveLength(9);
    expect(record.rows.at(-1)!.step).toBe(8);
  });

  it('takes the learning rate and the hyperparameters of each step from its control', async () => {
    const engine = fakeEngine(() => 1);
    const settings = (step: number): Settings =>
      step < 5 ? SETTINGS : { peak: 0.8, hyper: { beta: 0.5 } };
    await run(engine, {}, { control: until(() => false, settings) });
    expect(engine.requests[3]).toMatchObject({ lrPeak: 0.1, hyper: { beta: 0.9 } });
    // Linear decay goes on from where it was, under the new peak.
    expect(engine.requests[4]).toMatchObject({ lrPeak: 0.8, hyper: { beta: 0.5 } });
    expect(engine.requests[4]!.lr).toBeCloseTo((0.8 * 6) / 8);
  });

  it('tells its control between two steps which was done and whether an epoch ended with it', async () => {
    const positions: Position[] = [];
    const control = {
      ...until(() => false),
      between: (position: Position) => Promise.resolve(void positions.push(position)),
    };
    await run(
      fakeEngine(() => 1),
      { steps: 4 },
      { control },
    );
    expect(positions).toEqual([
      { step: 0, epochEnded: false },
      { step: 1, epochEnded: false },
      { step: 2, epochEnded: false },
      { step: 3, epochEnded: true },
    ]);
  });

  it('lets a message in although no step ever reaches the event loop', async () => {
    let stop = false;
    let steps = 0;
    setImmediate(() => (stop = true));
    const end = await train(
      fakeEngine(() => 1),
      fakeTask([]),
      { ...PLAN, steps: 1e9, logEvery: 1e8 },
      {
        onMetrics: () => undefined,
        onTensors: () => Promise.resolve(),
        onProgress: () => void steps++,
      },
      until(() => stop),
    );
    expect(end.status).toBe('stopped');
    expect(end.step).toBe(steps);
  });
});

describe('defaultLogEvery', () => {
  it('gives about 500 points, and every step of a short run', () => {
    expect(defaultLogEvery(10)).toBe(1);
    expect(defaultLogEvery(600)).toBe(1);
    expect(defaultLogEvery(5000)).toBe(10);
  });
});
