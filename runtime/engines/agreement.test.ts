import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../language';
import { idxFile, memoryFiles } from '../data/memory-files.test-helper';
import { draws } from '../data/sampling';
import { useBackend } from '../graph/check-operation.test-helper';
import { TASKS } from '../tasks/registry';
import type { TaskInstance } from '../tasks/task';
import { resolveHyper } from '../training/hyperparameters';
import { createCompiledEngine } from './compiled/engine';
import type { Engine } from './engine';
import { createTfjsEngine } from './tfjs/engine';

/** By hand: the whole of it, at each task's own batch size, over 50 steps. */
const WHOLE = process.env['OPTISCOPE_AGREEMENT'] === 'whole';
const STEPS = WHOLE ? 50 : 5;
const SMALL_BATCH = 3;
const LIMIT = WHOLE ? 1_800_000 : 120_000;

const random = draws(3, 'agreement');
const below = (count: number, limit: number): number[] =>
  Array.from({ length: count }, () => random.below(limit));
const letters = below(WHOLE ? 60_000 : 2000, 26).map((i) => String.fromCharCode(97 + i));
const rows = below(300, 100).map((x, i) => `${x},${(i * 7) % 13},${(x * x + i) % 50}`);
const files = memoryFiles({
  'text.txt': letters.join(''),
  'table.csv': ['a,b,y', ...rows].join('\n'),
  'images/train-images-idx3-ubyte': idxFile([512, 28, 28], below(512 * 28 * 28, 256)),
  'images/train-labels-idx1-ubyte': idxFile([512], below(512, 10)),
});
const DATA: Readonly<Record<string, string>> = {
  text: 'text.txt',
  table: 'table.csv',
  images: 'images',
};

const source = readFileSync(join(import.meta.dirname, '../../gallery/adamw.optim'), 'utf8');
const program = analyze(source, { name: 'adamw', lints: false }).program!;
const { lr, hyper } = resolveHyper(program, { hyper: {} });

async function losses(engine: Engine, task: TaskInstance): Promise<number[]> {
  const found: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const { batch, size, epochEnd } = task.trainBatch(step);
    const { loss } = await engine.trainStep({
      batch,
      batchSize: size,
      step,
      totalSteps: STEPS,
      lr,
      lrPeak: lr,
      epochEnd,
      hyper,
      measured: false,
      tensors: false,
    });
    found.push(loss);
  }
  const [validation] = task.validationBatches();
  if (validation) {
    const { scalars } = await engine.evaluate(validation.batch, validation.size);
    found.push(scalars['loss']!);
  }
  engine.dispose();
  return found;
}

const runs = TASKS.flatMap((task) => task.models.map((model) => [task.name, model] as const));

describe('training compiled and on TensorFlow.js', () => {
  it.each(runs)(
    'gives the same losses for %s with the model %s',
    async (name, model) => {
      const kind = TASKS.find((task) => task.name === name)!;
      const task = await kind.load(
        {
          data: DATA[name] ?? null,
          target: kind.needsTarget ? 'y' : null,
          missing: null,
          model,
          batch: WHOLE ? kind.defaults.batch : SMALL_BATCH,
          seed: 1,
        },
        files,
      );
      const options = { graph: task.graph, program, seed: 1 };
      const compiled = await losses(createCompiledEngine(options), task);
      const tf = await useBackend('wasm');
      const plain = await losses(await createTfjsEngine(tf, options), task);
      const worst = Math.max(
        ...compiled.map((a, i) => Math.abs(a - plain[i]!) / (Math.abs(plain[i]!) + 1e-2)),
      );
      expect(worst).toBeLessThanOrEqual(1e-3);
    },
    LIMIT,
  );
});
