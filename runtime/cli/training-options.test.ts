import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, UsageError } from './failure';
import { readArguments } from './options';
import { TRAINING_OPTIONS, trainingRequest, type TrainingRequest } from './training-options';

const read = (...args: string[]): TrainingRequest =>
  trainingRequest(readArguments(args, TRAINING_OPTIONS));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-options-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('trainingRequest', () => {
  it('reads every option', () => {
    const data = join(folder, 'a.csv');
    writeFileSync(data, 'x\n');
    const request = read(
      ...['a.optim', 'b.optim', '--task', 'table', '--data', data, '--target', 'y'],
      ...['--missing', 'n/a', '--model', 'mlp', '--steps', '100', '--batch', '32'],
      ...['--seeds', '0,1', '--lr', '1e-2', '--schedule', 'cosine', '--warmup', '5'],
      ...['--set', 'beta1=0.8', '--set', 'wd=0', '--log-every', '10', '--backend', 'tfjs-cpu'],
      ...['--out', folder, '--parallel', '3', '--json', '--relaxed-simd'],
    );
    expect(request).toEqual({
      programs: ['a.optim', 'b.optim'],
      seeds: [0, 1],
      set: [
        ['beta1', '0.8'],
        ['wd', '0'],
      ],
      spec: {
        task: 'table',
        data,
        target: 'y',
        missing: 'n/a',
        model: 'mlp',
        steps: 100,
        batch: 32,
        lr: 0.01,
        schedule: 'cosine',
        warmup: 5,
        logEvery: 10,
        checkpointEvery: null,
        histogramEvery: null,
        relaxedSimd: true,
        threads: null,
        forkOf: null,
        backend: 'tfjs-cpu',
      },
      store: folder,
      parallel: 3,
      json: true,
    });
  });

  it("takes a task of one's own by the path of its module", () => {
    const task = join(folder, 'moons.mjs');
    writeFileSync(task, '');
    expect(read('a.optim', '--task', task).spec.task).toBe(task);
    const config = join(folder, 'optiscope.json');
    writeFileSync(config, JSON.stringify({ task: 'moons.mjs', programs: ['lion'] }));
    expect(read('--config', config).spec.task).toBe(task);
    expect(() => read('a.optim', '--task', './no.mjs')).toThrow(InputError);
    writeFileSync(join(folder, 'moons.ts'), '');
    expect(() => read('a.optim', '--task', join(folder, 'moons.ts'))).toThrow(/in JavaScript/);
  });

  it('leaves to task and program what is not given', () => {
    const { seeds, spec, store } = read('a.optim', '--task', 'spirals');
    expect(seeds).toEqual([0]);
    expect(spec).toMatchObject({ steps: null, lr: null, schedule: 'constant', backend: 'auto' });
    expect(store).toBe(join(process.cwd(), '.optiscope', 'runs'));
  });

  it('takes the rest from a configuration, whose paths are relative to it', () => {
    writeFileSync(join(folder, 'a.optim'), '');
    writeFileSync(join(folder, 'd.csv'), '');
    const config = join(folder, 'optiscope.json');
    const fields = {
      programs: ['a.optim', 'lion', 'sam+a.optim'],
      task: 'table',
      data: 'd.csv',
      steps: 50,
      seeds: [3, 4],
      set: { beta1: 0.5, nesterov: true, mode: 'sign' },
      'log-every': 5,
      model: null,
    };
    writeFileSync(config, JSON.stringify(fields));
    const request = read('--config', config, '--steps', '70');
    const file = join(folder, 'a.optim');
    expect(request.programs).toEqual([file, 'lion', `sam+${file}`]);
    expect(request.seeds).toEqual([3, 4]);
    expect(request.spec).toMatchObject({
      task: 'table',
      data: join(folder, 'd.csv'),
      steps: 70,
      logEvery: 5,
      model: null,
    });
    expect(request.set).toEqual([
      ['beta1', '0.5'],
      ['nesterov', 'true'],
      ['mode', 'sign'],
    ]);
  });

  const TRAIN = ['a.optim', '--task', 'spirals'];
  it.each([
    [['a.optim'], /--task/],
    [['--task', 'spirals'], /Name a program/],
    [[...TRAIN, '--stepz', '3'], /no option --stepz; did you mean --steps\?/],
    [[...TRAIN, '--steps', '0'], /--steps must be a whole number, at least 1, not "0"/],
    [[...TRAIN, '--steps', '1.5'], /--steps/],
    [[...TRAIN, '--steps'], /--steps needs a value/],
    [[...TRAIN, '--json=1'], /--json takes no value/],
    [[...TRAIN, '--seeds', 'a,b'], /--seeds.*0,1,2.*"a,b"/],
    [[...TRAIN, '--seeds', '-1'], /--seeds/],
    [[...TRAIN, '--lr', '0'], /--lr must be a number above 0/],
    [[...TRAIN, '--lr', 'fast'], /--lr/],
    [[...TRAIN, '--schedule', 'cosin'], /did you mean cosine\?/],
    [[...TRAIN, '--backend', 'tfjs-wsam'], /did you mean tfjs-wasm\?/],
    [[...TRAIN, '--set', 'beta1'], /NAME=VALUE/],
    [[...TRAIN, '--set', '1=2'], /NAME=VALUE/],
  ])('refuses %j as wrong usage', (args, message) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });

  it('finds fault with files that are not there or not right', () => {
    const config = join(folder, 'optiscope.json');
    writeFileSync(config, '{ "task": ');
    expect(() => read('--config', config)).toThrow(InputError);
    expect(() => read('--config', config)).toThrow(/optiscope\.json is not JSON/);
    writeFileSync(config, '{ "tasc": "spirals" }');
    expect(() => read('--config', config)).toThrow(/no option "tasc"/);
    expect(() => read('--config', join(folder, 'none.json'))).toThrow(/There is no file/);
    expect(() => read(...TRAIN, '--data', join(folder, 'none.csv'))).toThrow(/There is no file/);
  });
});
