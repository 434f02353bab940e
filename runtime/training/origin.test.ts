import { describe, expect, it } from 'vitest';
import { analyze, findWatched } from '../../language';
import { createReferenceEngine } from '../engines/reference-engine';
import type { Engine, EngineOptions } from '../engines/engine';
import { createTfjsEngine } from '../engines/tfjs/engine';
import { useBackend } from '../graph/check-operation.test-helper';
import { nodeFiles } from '../data/node-files';
import { findTask } from '../tasks/registry';
import { OriginSearch, type Origin } from './origin';
import { train, type StepObserver } from './loop';

const optionsOf = async (source: string) => {
  const { program, diagnostics } = analyze(source, { lints: false });
  if (!program) throw new Error(diagnostics[0]!.message);
  const task = await findTask('spirals').load(
    { data: null, target: null, missing: null, model: null, batch: 8, seed: 1 },
    nodeFiles,
  );
  const options: EngineOptions = {
    graph: (size, mode) => task.graph(size, mode),
    program,
    seed: 1,
  };
  return { task, options, program };
};

type Factory = (options: EngineOptions) => Promise<Engine>;

const onReference: Factory = async (options) => createReferenceEngine(options);
const onTfjs =
  (backend: 'cpu' | 'wasm'): Factory =>
  async (options) =>
    createTfjsEngine(await useBackend(backend), options);

/** Trains until something is not finite, a state being kept now and then; gives the name of the value, and the step. */
async function firstOf(
  source: string,
  create = onReference,
): Promise<[name: string | null, step: number] | null> {
  const { task, options, program } = await optionsOf(source);
  const engine = await create(options);
  let now = 0;
  const search = new OriginSearch({
    engine,
    twin: () => create(options),
    batchOf: (step) => task.trainBatch(step).batch,
    now: () => now,
  });
  await search.begin();
  let found: Origin | 'model' | null = null;
  const observer: StepObserver = {
    isDue: () => false,
    made: async (request) => {
      now += 100;
      await search.made(request);
      return false;
    },
    origin: async () => {
      found = await search.find();
      return null;
    },
  };
  await train(
    engine,
    { ...task, validationBatches: () => [] },
    { schedule: 'constant', steps: 30, warmup: 0, logEvery: 1, tensorsEvery: null },
    {
      onMetrics: () => undefined,
      onTensors: async () => undefined,
      onProgress: () => undefined,
      observer,
    },
    {
      shouldStop: () => false,
      between: async () => undefined,
      settings: () => ({ peak: 0.1, hyper: {} }),
    },
  );
  const origin = found as Origin | 'model' | null;
  if (origin === null || origin === 'model') return null;
  return [findWatched(program).values[origin.value]!.name, origin.step];
}

describe('the first number that is not finite', () => {
  const program = (scale: string): string =>
    `m: state(elem) = zeros\n\ndef train(w, g, m, lr):\n  m = 0.9 * m + g\n  a = abs(m) + 1\n  scale = ${scale}\n  u = scale * m\n  return lr * u, m\n`;

  it.each([
    ['tfjs-cpu', onTfjs('cpu')],
    ['tfjs-wasm', onTfjs('wasm')],
  ])('is traced back to its statement on %s, too', async (_name, create) => {
    expect(await firstOf(program('1 - 1e300 * max(0, step - 13) * 1e300'), create)).toEqual([
      'scale',
      14,
    ]);
    expect(await firstOf(program('0.1'), create)).toBeNull();
  });

  it.each([
    ['where(step == 9, 1e200, 1) * where(step == 9, 1e200, 1)', 'scale', 9],
    ['1 - 1e300 * max(0, step - 13) * 1e300', 'scale', 14],
  ])('is traced back to its statement, whatever came of it: %s', async (scale, name, step) => {
    expect(await firstOf(program(scale))).toEqual([name, step]);
  });

  it('is no statement’s where the model gave it', async () => {
    expect(await firstOf('def train(w, g, lr):\n  u = 1e150 * g\n  return lr * u\n')).toBeNull();
  });

  it('is not looked for where all is finite', async () => {
    expect(await firstOf(program('0.1'))).toBeNull();
  });
});
