import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniforms } from '../graph/random';
import { settingChanges, type RunSpec } from '../protocol/runs';
import { RunSummaries } from '../series/run-summaries';
import { StoredSeries } from '../series/stored-series';
import { readActions } from '../store/actions';
import { listCheckpoints } from '../store/checkpoints';
import { stepsOf } from './resolve-job';
import type { TrainerJob } from './messages';
import { spec, Trainer } from './trainer-process.test-helper';

/** How many runs are killed on each backend: a few with every test, more by hand: OPTISCOPE_KILLS=20 (any number). */
const KILLS = Number(process.env['OPTISCOPE_KILLS'] ?? 2);

/** Everything that an optimizer can remember: slots of each extent, its own evaluation point, the last loss. */
const PROGRAM = `
beta: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, m, scale, best, lr):
  m = interp(g, m, beta)
  scale = interp(mean(g * g), scale, 0.9)
  best = min(loss, best + 0.1)
  update = lr * m / (sqrt(scale) + 0.01 + best * 0.001)
  return update, m, scale, best
`;

let folder: string;
let trainers: Trainer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-resume-'));
});
afterEach(async () => {
  for (const trainer of trainers) {
    trainer.child.kill('SIGKILL');
    await trainer.exited;
  }
  trainers = [];
  rmSync(folder, { recursive: true, force: true });
});

const start = (place: string, runSpec: RunSpec, job: Partial<TrainerJob>): Trainer => {
  mkdirSync(place, { recursive: true });
  const trainer = new Trainer(place, runSpec, {}, job);
  trainers.push(trainer);
  return trainer;
};

const completed = async (trainer: Trainer): Promise<void> => {
  const end = await trainer.first('ended');
  expect(end.reason).toBeNull();
  expect(end).toMatchObject({ status: 'completed', reason: null });
  await trainer.exited;
};

/** Goes on where a run was left, as the supervisor does. */
const again = (place: string, runSpec: RunSpec): Trainer =>
  start(place, runSpec, {
    checkpoint: listCheckpoints(place)[0]?.path ?? null,
    again: true,
    changes: settingChanges(readActions(place)),
  });

const fail = (text: string): never => {
  throw new Error(text);
};

/** Every series of a run's event files: steps and values. */
async function recorded(place: string): Promise<Record<string, [number, number][]>> {
  const stored = new StoredSeries(place, { log: fail, problem: fail });
  await stored.readMore();
  const { series } = stored;
  return Object.fromEntries(
    series.tags.flatMap((tag, i) => {
      if (tag.startsWith('system/')) return [];
      const { steps, values } = series.columns[i]!.slice(0, series.columns[i]!.length);
      return [[tag, Array.from(steps, (step, p): [number, number] => [step, values[p]!])]];
    }),
  );
}

/** Every histogram of a run's event files, without the time at which it was made. */
async function recordedHistograms(place: string): Promise<Record<string, unknown>> {
  const summaries = new RunSummaries(place, fail);
  await summaries.readMore();
  const read = summaries.tags.map(async ({ tag, count }) => {
    const indices = Array.from({ length: count }, (_, i) => i);
    const found = await summaries.read('histogram', tag, indices);
    return [tag, found.summaries.map(({ step, content }) => [step, content])] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Kills a trainer once it has told of so many rows. */
async function killAfter(trainer: Trainer, rows: number): Promise<void> {
  while (trainer.values('train/loss').length < rows && trainer.child.exitCode === null)
    await new Promise((resolve) => trainer.child.once('message', resolve));
  trainer.child.kill('SIGKILL');
  await trainer.exited;
}

/** Long enough to be killed twice while it is under way, on each backend. */
const LENGTHS = [
  ['compiled', 800],
  ['tfjs-cpu', 160],
  ['tfjs-wasm', 160],
] as const;

describe.each(LENGTHS)('a run on %s', (backend, steps) => {
  const moments = uniforms({ seed: 7, step: 0, stream: backend.length }, 2 * KILLS);
  it.each(Array.from({ length: KILLS }, (_, i) => i))(
    'that is killed twice has the losses of one that was not (%i)',
    async (index) => {
      const runSpec = spec({
        backend,
        program: { name: 'slots', path: null, text: PROGRAM },
        steps,
        seed: index,
        lr: 0.01,
        schedule: 'cosine',
        warmup: 20,
        checkpointEvery: 11,
        histogramEvery: 16,
      });
      const place = join(folder, 'killed');
      const first = start(place, runSpec, {});
      await first.first('rows');
      first.send({ kind: 'set', name: 'lr', value: 0.02, by: 'test' });
      await first.first('changed');
      await killAfter(first, Math.ceil(moments[2 * index]! * 0.6 * steps));
      const second = again(place, runSpec);
      await second.first('rows');
      second.send({ kind: 'set', name: 'beta', value: 0.8, by: 'test' });
      await second.first('changed');
      await killAfter(second, Math.ceil(moments[2 * index + 1]! * 0.3 * steps));
      await completed(again(place, runSpec));

      const changes = settingChanges(readActions(place));
      expect(changes.map(({ name }) => name)).toEqual(expect.arrayContaining(['lr', 'beta']));
      const whole = join(folder, 'whole');
      await completed(start(whole, runSpec, { changes }));
      const expected = await recorded(whole);
      expect(expected['train/loss']).toHaveLength(steps);
      expect(expected['val/loss']!.length).toBeGreaterThan(15);
      expect(await recorded(place)).toEqual(expected);
      const histograms = await recordedHistograms(whole);
      expect(Object.keys(histograms)).toContain('gradients/dense1.weight');
      expect(await recordedHistograms(place)).toEqual(histograms);
    },
    // Four trainers after each other, on a machine that may have other things to do.
    240_000,
  );
});

describe('a run that ends', () => {
  it('leaves a checkpoint of the step at which it was stopped, and goes on from there', async () => {
    const runSpec = spec({ steps: 60 });
    const place = join(folder, 'stopped');
    const first = start(place, runSpec, {});
    await first.first('rows');
    first.send({ kind: 'stop' });
    const { status, step } = await first.first('ended');
    await first.exited;
    expect(status).toBe('stopped');
    expect(listCheckpoints(place).map((each) => [each.step, each.kept])).toEqual([[step, false]]);
    const second = again(place, runSpec);
    await completed(second);
    expect(second.values('train/loss')).toHaveLength(60 - step);
    const whole = join(folder, 'whole');
    await completed(start(whole, runSpec, {}));
    expect(await recorded(place)).toEqual(await recorded(whole));
  });

  it('leaves one at its end, too, however short it was, but none of numbers that are not finite', async () => {
    const place = join(folder, 'completed');
    await completed(start(place, spec({ steps: 7 }), {}));
    expect(listCheckpoints(place).map(({ step, kept }) => [step, kept])).toEqual([[7, false]]);
    const blown = join(folder, 'diverged');
    const diverged = start(blown, spec({ steps: 60, lr: 1e30 }), {});
    expect((await diverged.first('ended')).status).toBe('diverged');
    expect(listCheckpoints(blown)).toEqual([]);
  });

  it('keeps the checkpoint that was asked for, and the last two of the others', async () => {
    const place = join(folder, 'kept');
    const trainer = start(place, spec({ steps: 1e6, checkpointEvery: 10 }), {});
    await trainer.first('rows');
    trainer.send({ kind: 'checkpoint' });
    const saved = await trainer.first('saved');
    expect(saved.failure).toBeNull();
    trainer.send({ kind: 'pause' });
    await trainer.first('paused');
    const left = listCheckpoints(place);
    expect(left.filter(({ kept }) => kept).map(({ step }) => step)).toEqual([saved.step]);
    expect(left.filter(({ kept }) => !kept).length).toBeLessThanOrEqual(2);
  });

  it('does not go on with other data or another model', async () => {
    const place = join(folder, 'other');
    await completed(start(place, spec({ steps: 12, checkpointEvery: 5 }), {}));
    const otherData = again(place, spec({ steps: 40, seed: 2 }));
    expect((await otherData.first('ended')).reason).toMatch(/^The data has changed/);
    const otherModel = again(place, spec({ steps: 40, task: 'modular' }));
    expect((await otherModel.first('ended')).reason).toMatch(/^The checkpoint .* cannot be used: /);
  });
});

describe('a run that is forked', () => {
  it('begins with the weights and the step of another, and with slots of its own program', async () => {
    const place = join(folder, 'origin');
    await completed(start(place, spec({ steps: 20, checkpointEvery: 10 }), {}));
    const { path } = listCheckpoints(place).find(({ step }) => step === 10)!;
    const program = { name: 'slots', path: null, text: PROGRAM };
    const fork = start(join(folder, 'fork'), spec({ steps: 20, program }), { checkpoint: path });
    await completed(fork);
    expect(fork.values('train/loss')).toHaveLength(10);
    // The first loss is that of the weights that both have; the optimizers part after it.
    const origin = (await recorded(place))['train/loss']!;
    const forked = (await recorded(join(folder, 'fork')))['train/loss']!;
    expect(forked[0]).toEqual(origin[10]);
    expect(forked[1]![1]).not.toBe(origin[11]![1]);
  });

  it('goes on where its origin had ended, for as many steps again', async () => {
    const forkOf = { run: 'origin', step: 20 };
    expect(stepsOf({ steps: null }, 20)).toBe(20);
    expect(stepsOf({ steps: null, forkOf: { ...forkOf, step: 10 } }, 20)).toBe(20);
    expect(stepsOf({ steps: null, forkOf }, 20)).toBe(40);
    expect(stepsOf({ steps: 30, forkOf }, 20)).toBe(30);
    expect(() => stepsOf({ steps: 20, forkOf }, 20)).toThrow(
      'The fork begins after step 20 and was to end at step 20: give it more steps.',
    );
    const place = join(folder, 'ended');
    await completed(start(place, spec({ steps: 20 }), {}));
    const { path } = listCheckpoints(place)[0]!;
    const fork = start(join(folder, 'longer'), spec({ steps: 25, forkOf }), { checkpoint: path });
    await completed(fork);
    expect(fork.values('train/loss')).toHaveLength(5);
  });
});
