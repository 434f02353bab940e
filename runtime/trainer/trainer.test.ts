import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { swiftshaderEnvironment } from '../backends/swiftshader.test-helper';
import { alertsOf } from '../protocol/alerts';
import type { RunSpec } from '../protocol/runs';
import { readActions } from '../store/actions';
import { EventFileReader } from '../store/event-file-reader';
import { Trainer, spec } from './trainer-process.test-helper';

/** Adam that is evaluated at the mean of its weights. */
const WANDERING = `
def train(w, g, m, lr):
  there = w + 0.05 * g / global_norm(g)
  m = interp(gradient_at(there), m, 0.9)
  if every(2):
    m = m * min(1, loss_at(w - lr * m) / loss)
  return lr * m, m
`;

const AVERAGING = `
m: state = zeros
v: state = zeros
a: state = w

def train(w, g, m, v, a, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.999)
  u = lr * debias(m, 0.9) / (sqrt(debias(v, 0.999)) + 1e-4)
  a = interp(w - u, a, 0.9)
  return u, m, v, a

def eval_point(w, a):
  return a
`;

/** 1000 points in batches of 64. */
const BATCHES_PER_EPOCH = 16;

let folder: string;
const trainers: Trainer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-trainer-'));
});
afterEach(async () => {
  for (const trainer of trainers.splice(0)) {
    trainer.child.kill('SIGKILL');
    await trainer.exited;
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(runSpec: RunSpec, env?: Record<string, string>, place = folder): Trainer {
  const trainer = new Trainer(place, runSpec, env);
  trainers.push(trainer);
  return trainer;
}

async function finished(runSpec: RunSpec, env?: Record<string, string>): Promise<Trainer> {
  const place = mkdtempSync(join(folder, 'run-'));
  const trainer = start(runSpec, env, place);
  const end = await trainer.first('ended');
  expect(end).toMatchObject({ status: 'completed', reason: null });
  expect(await trainer.exited).toBe(0);
  return trainer;
}

async function eventFileValues(place: string, tag: string): Promise<number[]> {
  const name = readdirSync(place).find((file) => file.includes('tfevents'))!;
  const values: number[] = [];
  for await (const events of new EventFileReader(join(place, name)).readMore()) {
    for (const { scalars } of events) {
      for (const scalar of scalars) if (scalar.tag === tag) values.push(scalar.value);
    }
  }
  return values;
}

describe('a trainer', () => {
  it('trains to the same numbers with any number of threads, says how many, and leaves', async () => {
    const large = { backend: 'compiled', batch: 640, steps: 40 } as const;
    const one = await finished(spec({ ...large, threads: 1 }));
    const several = await finished(spec({ ...large, threads: 3 }));
    expect((await several.first('resolved')).resolved).toMatchObject({ threads: 3 });
    const losses = several.values('train/loss');
    expect(losses).toHaveLength(40);
    expect(losses).toEqual(one.values('train/loss'));
  });

  it('resolves, trains, streams what it writes to disk, and leaves', async () => {
    const trainer = start(spec({ logEvery: 5 }));
    expect((await trainer.first('resolved')).resolved).toMatchObject({
      model: 'mlp',
      steps: 12,
      batch: 16,
      lr: 0.1,
      hyper: {},
      logEvery: 5,
      backend: 'tfjs-cpu',
      metric: { tag: 'val/accuracy', better: 'higher' },
    });
    expect(await trainer.first('ended')).toEqual({
      kind: 'ended',
      status: 'completed',
      step: 12,
      reason: null,
    });
    expect(await trainer.exited).toBe(0);
    const streamed = trainer.values('train/loss');
    expect(streamed).toHaveLength(3);
    expect(await eventFileValues(folder, 'train/loss')).toEqual(streamed);
    const validated = await eventFileValues(folder, 'val/loss');
    expect(validated).toHaveLength(12);
    expect(validated).toEqual(trainer.values('val/loss'));
  });

  it.each(['compiled', 'tfjs-cpu', 'tfjs-wasm'] as const)(
    'repeats losses to the bit on %s',
    async (backend) => {
      const [once, again, other] = await Promise.all([
        finished(spec({ backend })),
        finished(spec({ backend })),
        finished(spec({ backend, seed: 2 })),
      ]);
      expect(once.values('train/loss')).toHaveLength(12);
      expect(again.values('train/loss')).toEqual(once.values('train/loss'));
      expect(again.values('val/loss')).toEqual(once.values('val/loss'));
      expect(other.values('train/loss')).not.toEqual(once.values('train/loss'));
    },
  );

  it.each([
    ['slots, norms of some steps, and an evaluation elsewhere than at the weights', AVERAGING],
    ['gradients and losses elsewhere', WANDERING],
  ])('computes the same on WebGPU, on a software driver, as in JavaScript: %s', async (_, text) => {
    const environment = swiftshaderEnvironment();
    const run = { program: { name: 'program', path: null, text }, steps: 5, logEvery: 2 };
    const [gpu, cpu] = await Promise.all([
      finished(spec({ ...run, backend: 'tfjs-webgpu' }), environment),
      finished(spec({ ...run, backend: 'tfjs-cpu' })),
    ]);
    expect((await gpu.first('resolved')).resolved.backend).toBe('tfjs-webgpu');
    expect(gpu.heard.filter(({ kind }) => kind === 'warning')).toEqual([]);
    for (const tag of ['train/loss', 'optimizer/update_norm', 'val/loss']) {
      const [onGpu, onCpu] = [gpu.values(tag), cpu.values(tag)];
      expect(onGpu.length, tag).toBeGreaterThan(0);
      onGpu.forEach((x, i) => expect(Math.abs(x - onCpu[i]!), tag).toBeLessThan(1e-4));
    }
  });

  it('says what a program on WebGPU has no shader for', async () => {
    const text =
      'def train(w, g, lr):\n  u = g\n  if ndim(w) >= 2:\n    u = orthogonalize(g, 5)\n  return lr * u\n';
    const program = { name: 'turned', path: null, text };
    const run = finished(
      spec({ program, backend: 'tfjs-webgpu', steps: 1 }),
      swiftshaderEnvironment(),
    );
    expect((await (await run).first('warning')).message).toMatch(
      /no shader for orthogonalize.*TensorFlow/,
    );
  });

  it('uses another backend where WebGPU finds no driver, and says so', async () => {
    const blind = {
      VK_ICD_FILENAMES: join(folder, 'none.json'),
      VK_DRIVER_FILES: join(folder, 'none.json'),
    };
    const trainer = await finished(spec({ backend: 'tfjs-webgpu', steps: 2 }), blind);
    expect((await trainer.first('resolved')).resolved.backend).toBe('tfjs-wasm');
    expect((await trainer.first('warning')).message).toMatch(
      /tfjs-webgpu cannot be used.*tfjs-wasm/,
    );
  });

  it('stops when told, with all its rows on disk', async () => {
    const trainer = start(spec({ steps: 1e6, logEvery: 1 }));
    await trainer.first('rows');
    trainer.send({ kind: 'stop' });
    const { status, step } = await trainer.first('ended');
    expect(status).toBe('stopped');
    await trainer.exited;
    expect(trainer.values('train/loss')).toHaveLength(step);
    expect(await eventFileValues(folder, 'train/loss')).toEqual(trainer.values('train/loss'));
  });

  it('pauses, takes another learning rate, records it before it is used, and goes on', async () => {
    const trainer = start(spec({ steps: 1e6 }));
    await trainer.first('rows');
    trainer.send({ kind: 'pause' });
    const { step } = await trainer.first('paused');
    trainer.send({ kind: 'set', name: 'lr', value: 0.02, by: 'test' });
    const { action } = await trainer.first('changed');
    expect(action).toMatchObject({ action: 'set', step, name: 'lr', value: 0.02, before: 0.1 });
    expect(readActions(folder)).toEqual([action]);
    trainer.send({ kind: 'resume' });
    await trainer.first('resumed');
    trainer.send({ kind: 'stop' });
    const end = await trainer.first('ended');
    await trainer.exited;
    const rates = trainer.values('optimizer/lr');
    expect(rates).toHaveLength(end.step);
    expect(new Set(rates.slice(0, step))).toEqual(new Set([Math.fround(0.1)]));
    expect(rates.slice(step).every((rate) => rate === Math.fround(0.02))).toBe(true);
  });

  it('ends with its epoch when asked', async () => {
    const trainer = start(spec({ steps: 1e6, batch: 64 }));
    await trainer.first('rows');
    trainer.send({ kind: 'stop-after-epoch' });
    const { status, step } = await trainer.first('ended');
    expect(status).toBe('stopped');
    expect(trainer.values('train/loss')).toHaveLength(step);
    expect(step % BATCHES_PER_EPOCH).toBe(0);
  });

  it('leaves when the channel closes', async () => {
    const trainer = start(spec({ steps: 1e6 }));
    await trainer.first('rows');
    trainer.child.disconnect();
    expect(await trainer.exited).toBe(0);
  });

  it('ends as diverged at the step, with what came before', async () => {
    const trainer = start(spec({ lr: 1e20 }));
    const end = await trainer.first('ended');
    await trainer.exited;
    expect(end.status).toBe('diverged');
    expect(end.reason).toContain(`at step ${end.step}`);
    expect(trainer.values('train/loss').length).toBeGreaterThan(0);
    const alerts = trainer.heard.filter((message) => message.kind === 'alert');
    const { action } = alerts[0]!;
    expect(action).toMatchObject({ action: 'alert', kind: 'not-finite' });
    expect(action.step).toBeLessThanOrEqual(end.step);
    expect(alertsOf({ actions: [action] })[0]!.message).toMatch(
      /^(?:train|val|optimizer)\/\w+ became (?:NaN|∞|-∞) at step \d.*: lower the learning rate/,
    );
    expect(alerts).toHaveLength(1);
    expect(readActions(folder)).toEqual([action]);
  });

  it('raises an alert on the way once, also when it is taken up again', async () => {
    // Its steps are lost in rounding: the weights stay where they are.
    const slow = spec({ lr: 1e-12, steps: 60 });
    const trainer = start(slow);
    const { action } = await trainer.first('alert');
    expect(action).toMatchObject({ kind: 'update-ratio', step: 20 });
    await trainer.first('ended');
    await trainer.exited;
    const again = new Trainer(folder, slow, {}, { again: true });
    trainers.push(again);
    expect((await again.first('ended')).status).toBe('completed');
    expect(again.heard.filter(({ kind }) => kind === 'alert')).toEqual([]);
    expect(readActions(folder)).toEqual([action]);
  });

  it('trains with what is set outside its declared range, and warns at the start and before a change', async () => {
    const text =
      'lr: hyper(1e-4, 1, log) = 0.1\nbeta: hyper(0, 1) = 0.5\n\ndef train(w, g, lr):\n    return lr * beta * g\n';
    const program = { name: 'mine', path: null, text };
    const trainer = start(spec({ program, hyper: { beta: 2 } }));
    trainer.send({ kind: 'set', name: 'lr', value: 2, by: 'test' });
    await trainer.first('ended');
    const told = trainer.heard.flatMap((message) =>
      message.kind === 'warning'
        ? [message.message.split(' that ')[0]]
        : message.kind === 'changed'
          ? ['changed']
          : [],
    );
    const [beta, lr] = ['beta', 'lr'].map((name) => `${name} is set outside the range`);
    expect(told).toHaveLength(3);
    expect(told).toContain(`${beta} from 0 to 1`);
    expect(told.indexOf(`${lr} from 1e-4 to 1`)).toBeLessThan(told.indexOf('changed'));
    expect(told).toContain(`${lr} from 1e-4 to 1`);
  });

  it('trains on where nothing can be written, and warns once', async () => {
    const file = join(folder, 'not-a-folder');
    writeFileSync(file, '');
    const trainer = start(spec(), {}, file);
    expect((await trainer.first('ended')).status).toBe('completed');
    await trainer.exited;
    expect(trainer.values('train/loss')).toHaveLength(12);
    const warnings = trainer.heard.filter(({ kind }) => kind === 'warning');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ message: expect.stringContaining('training goes on') });
  });

  it.each([
    [{ task: 'spiral' }, /Did you mean spirals/],
    [{ hyper: { beta: 1 } }, /no hyperparameter "beta"/],
    [
      { program: { name: 'bad', path: null, text: 'def train(w, g, lr):\n    return q\n' } },
      /^bad\.optim:2:12: /,
    ],
    [{ task: 'text', data: '/no/such/file' }, /no\/such\/file/],
  ])('fails with a sentence for %j', async (change, reason) => {
    const trainer = start(spec(change as Partial<RunSpec>));
    const end = await trainer.first('ended');
    expect(end).toMatchObject({ status: 'failed', step: 0 });
    expect(end.reason).toMatch(reason);
    expect(end.reason).not.toContain('\n');
  });
});
