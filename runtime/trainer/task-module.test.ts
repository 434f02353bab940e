import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunSpec } from '../protocol/runs';
import { listCheckpoints } from '../store/checkpoints';
import type { TrainerJob } from './messages';
import { spec, Trainer } from './trainer-process.test-helper';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
/** Trainers after each other, on a machine that may have other things to do. */
const PATIENCE = 120_000;

let folder: string;
let trainers: Trainer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-task-'));
});
afterEach(async () => {
  for (const trainer of trainers) {
    trainer.child.kill('SIGKILL');
    await trainer.exited;
  }
  trainers = [];
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

const run = (place: string, runSpec: RunSpec, job: Partial<TrainerJob> = {}): Trainer => {
  const home = join(folder, place);
  mkdirSync(home, { recursive: true });
  const trainer = new Trainer(home, runSpec, {}, job);
  trainers.push(trainer);
  return trainer;
};

const example = (name: string): string => {
  const path = join(folder, name);
  copyFileSync(join(EXAMPLES, name), path);
  return path;
};

const written = (text: string): string => {
  const path = join(folder, 'my-task.mjs');
  writeFileSync(path, text);
  return path;
};

const whyFailed = async (task: string, change: Partial<RunSpec> = {}): Promise<string | null> => {
  const { status, reason } = await run('failing', spec({ task, ...change })).first('ended');
  expect(status).toBe('failed');
  return reason;
};

describe.each([
  ['two-moons.mjs', 'tfjs-cpu'],
  ['tfjs-stripes.mjs', 'tfjs-cpu'],
  ['tfjs-stripes.mjs', 'tfjs-wasm'],
] as const)('the example %s on %s', (name, backend) => {
  it(
    'trains, is recorded, and goes on from a checkpoint with the same losses',
    async () => {
      const task = example(name);
      const runSpec = spec({ task, backend, steps: 40, checkpointEvery: 15, batch: null, lr: 0.2 });
      const whole = run('whole', runSpec);
      const { resolved } = await whole.first('resolved');
      expect(resolved.module).toEqual({
        path: task,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(resolved).toMatchObject({ batch: 32, metric: { tag: 'val/accuracy' } });
      expect(await whole.first('ended')).toMatchObject({ status: 'completed', reason: null });
      await whole.exited;
      const losses = whole.values('train/loss');
      expect(losses).toHaveLength(40);
      expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
      expect(whole.values('val/accuracy').at(-1)!).toBeGreaterThan(0.75);

      const made = listCheckpoints(join(folder, 'whole'));
      expect(made.map(({ step }) => step)).toEqual([40, 30]);
      const again = { checkpoint: made[1]!.path, again: true };
      const resumed = run('resumed', runSpec, again);
      await resumed.first('ended');
      await resumed.exited;
      expect(resumed.values('train/loss')).toEqual(losses.slice(30));

      writeFileSync(task, `${readFileSync(task, 'utf8')}// Another one.\n`);
      const refused = await run('refused', runSpec, again).first('ended');
      expect(refused.reason).toBe(`${name} has changed since the checkpoint: train anew.`);
    },
    PATIENCE,
  );
});

describe('a module that is a task', () => {
  it(
    'is told where it breaks the grammar',
    async () => {
      const task = written('export default {\n  inputs: ;\n};\n');
      expect(await whyFailed(task)).toBe("my-task.mjs:2: Unexpected token ';'.");
    },
    PATIENCE,
  );

  const MODEL = (model: string): string => `
export default {
  inputs: { x: {} },
  train: { x: [1, 2, 3] },
  model: (tf) => {
    const a = tf.variable(tf.scalar(1));
    const b = tf.variable(tf.ones([2, 3]));
    return ${model};
  },
};
`;

  it.each<[what: string, model: string, said: string]>([
    [
      'shapes in its loss',
      '{ variables: { b }, loss: ({ x }) => b.matMul(b).sum() }',
      'my-task.mjs:8: loss: Error in matMul: inner shapes (3) and (2) of Tensors with shapes 2,3 and 2,3 and transposeA=false and transposeB=false must match.',
    ],
    [
      'a loss for each example',
      '{ variables: { a }, loss: ({ x }) => a.mul(x) }',
      'my-task.mjs: model: loss must give one number, the mean over the batch, and gives [3].',
    ],
    [
      'a variable that has no part in it',
      '{ variables: { a, b }, loss: ({ x }) => a.mul(x).sum() }',
      'my-task.mjs: loss: it does not depend on the variable "b".',
    ],
    [
      'no variables',
      '{ loss: () => a }',
      'my-task.mjs: model: "variables" must hold what is trained: tf.Variables by name, or in a list.',
    ],
    [
      'no variable',
      '{ variables: { a: 3 }, loss: () => a }',
      'my-task.mjs: model: "a" is no tf.Variable; make one with tf.variable(…).',
    ],
    [
      'no loss',
      '{ variables: { a } }',
      'my-task.mjs: model: it must return { variables, loss }, loss a function.',
    ],
  ])(
    'is told what is wrong with its model: %s',
    async (_what, model, said) => {
      expect(await whyFailed(written(MODEL(model)), { batch: 3 })).toBe(said);
    },
    PATIENCE,
  );

  it(
    'cannot be compiled where it is written in TensorFlow.js',
    async () => {
      const task = written(MODEL('{ variables: { a }, loss: () => a }'));
      expect(await whyFailed(task, { backend: 'compiled' })).toMatch(/cannot be compiled; choose/);
    },
    PATIENCE,
  );
});
