import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configText } from './config-file';
import { DEFAULT_CHOICES } from './plan';

const folder = join('/', 'project');

it('leaves out what was not chosen', () => {
  const text = configText(folder, [[join(folder, 'lion.optim')]], 'spirals', DEFAULT_CHOICES);
  expect(JSON.parse(text)).toEqual({ programs: ['lion.optim'], task: 'spirals', seeds: [0] });
});

it('writes every choice under the name of its option, with paths that travel', () => {
  const text = configText(folder, [[join(folder, 'a', 'lion.optim')]], 'table', {
    ...DEFAULT_CHOICES,
    data: join('/', 'data', 'penguins.csv'),
    target: 'species',
    schedule: 'cosine',
    warmup: 10,
    set: { beta1: 0.95 },
    logEvery: 5,
    histogramEvery: 50,
    backend: 'tfjs-wasm',
  });
  expect(JSON.parse(text)).toMatchObject({
    programs: ['a/lion.optim'],
    data: '../data/penguins.csv',
    target: 'species',
    schedule: 'cosine',
    warmup: 10,
    set: { beta1: 0.95 },
    'log-every': 5,
    histograms: 50,
    backend: 'tfjs-wasm',
  });
});

it("writes a task of one's own by its path from the file", () => {
  const task = join(folder, 'tasks', 'moons.mjs');
  const text = configText(folder, [['lion']], task, DEFAULT_CHOICES);
  expect(JSON.parse(text)).toMatchObject({ task: 'tasks/moons.mjs' });
});

it('writes a chain with a plus, programs of the gallery by their names', () => {
  const chain = ['sam', join(folder, 'a', 'lion.optim')];
  const text = configText(folder, [chain], 'spirals', DEFAULT_CHOICES);
  expect(JSON.parse(text)).toMatchObject({ programs: ['sam+a/lion.optim'] });
});
