import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModuleTask } from './load';
import type { TaskInstance } from '../task';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-module-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

const OPTIONS = { data: null, target: null, missing: null, model: null, seed: 3 };

let written = 0;
/** A module with a name of its own, since Node keeps what it has loaded. */
const write = (text: string, ending = 'mjs'): string => {
  const path = join(folder, `task${written++}.${ending}`);
  writeFileSync(path, text);
  return path;
};

const load = (text: string, ending = 'mjs') => loadModuleTask(write(text, ending), OPTIONS);
const graphOf = async (text: string) => {
  const task = (await load(text)).load(4) as TaskInstance;
  return task.graph(4, 'train');
};

const LINE = `{
  inputs: { x: { shape: [2] }, y: {} },
  train: { x: [1, 2, 3, 4, 5, 6], y: [1, 2, 3] },
  validation: { x: [1, 2], y: [1] },
  graph: ({ x, y }, { dense, mean, square, subtract, reshape }) => ({
    loss: mean(square(subtract(reshape(dense(x, 'line', 1), y.shape), y))),
  }),
}`;

describe('a module that is a task', () => {
  it('gives data in the order of the seed, and a graph for any batch', async () => {
    const { defaults, metric, source, load: ready } = await load(`export default ${LINE};\n`);
    expect(defaults).toEqual({ steps: 1000, batch: 32 });
    expect(metric).toEqual({ tag: 'val/loss', better: 'lower' });
    expect(source.hash).toMatch(/^[0-9a-f]{64}$/);
    const task = ready(2) as TaskInstance;
    expect([task.trainExamples, task.validationExamples, task.batchesPerEpoch]).toEqual([3, 1, 2]);
    const second = task.trainBatch(2);
    expect(second).toMatchObject({ size: 1, epochEnd: true });
    const seen = [...task.trainBatch(1).batch['y']!, ...second.batch['y']!];
    expect(seen.sort()).toEqual([1, 2, 3]);
    expect(second.batch['x']).toEqual(
      Float32Array.of(2 * second.batch['y']![0]! - 1, 2 * second.batch['y']![0]!),
    );
    const { parameters, outputs } = task.graph(2, 'evaluate');
    expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ['line.weight', [2, 1]],
      ['line.bias', [1]],
    ]);
    expect(Object.keys(outputs)).toEqual(['loss', 'loss_sum']);
    expect(task.measure({ loss: 9, loss_sum: 8 })).toEqual({ 'val/loss': 8 });
  });

  it('may be a function, asynchronous, and in the older form', async () => {
    const text = `module.exports = async ({ seed }) => ({ ...${LINE}, steps: seed });\n`;
    expect((await load(text, 'cjs')).defaults.steps).toBe(3);
  });

  it.each<[what: string, text: string, said: RegExp]>([
    ['no export', 'export const task = 1;\n', /^task\d+\.mjs: it has no default export; /],
    ['a throw', '\nexport default () => {\n  throw new Error("no luck");\n};', /mjs:3: no luck\.$/],
    [
      'a throw at once',
      '\nconst x = undefined.foo;\n',
      /mjs:2: Cannot read properties of undefined/,
    ],
    ['an import', 'import x from "./none.mjs";\nexport default x;\n', /mjs.*: Cannot find module /],
    ['a number', 'export default 3;\n', /mjs: the default export must give an object/],
    ['no inputs', 'export default { graph() {} };\n', /mjs: "inputs" must name what each/],
    ['no model', 'export default { inputs: {} };\n', /mjs: a task gives either "graph", /],
    [
      'an unknown field',
      'export default { input: {} };\n',
      /mjs: there is no field "input" of a task/,
    ],
    [
      'a shape',
      `export default { ...${LINE}, inputs: { x: { shape: [0] }, y: {} } };\n`,
      /mjs: the input "x" must have the shape of one example/,
    ],
    [
      'a metric',
      `export default { ...${LINE}, metric: 'accuracy' };\n`,
      /mjs: "metric" must be of the form/,
    ],
  ])('is told what is wrong with it: %s', async (_what, text, said) => {
    await expect(load(text)).rejects.toThrow(said);
  });

  it.each<[what: string, change: string, said: RegExp]>([
    [
      'shapes',
      'graph: ({ x }, { matmul }) =>\n ({ loss: matmul(x, x) })',
      /mjs:9: graph: matmul: /,
    ],
    ['no loss', 'graph: () => ({})', /graph: it must return an object with "loss"/],
    [
      'a loss for each',
      'graph: ({ y }) => ({ loss: y })',
      /"loss" must be one number, .* float32 \[4\]/,
    ],
    ['nothing to train', 'graph: ({ y }, { mean }) => ({ loss: mean(y) })', /it has no parameter/],
    [
      'no metric',
      "metric: { name: 'r2', better: 'higher' }",
      /metric is "r2", and it returns loss/,
    ],
    [
      'one name twice',
      "graph: (_, { parameter, sum }) => ({ loss: sum(parameter('a', [1])), b: parameter('a', []) })",
      /there are two parameters "a"/,
    ],
    [
      'an unknown role',
      "graph: (_, { parameter }) => ({ loss: parameter('a', [], { role: 'wight' }) })",
      /there is no role "wight"; there are matrix/,
    ],
  ])('is told what is wrong with its graph: %s', async (_what, change, said) => {
    await expect(graphOf(`export default { ...${LINE}, ${change} };\n`)).rejects.toThrow(said);
  });

  it.each<[what: string, change: string, said: RegExp]>([
    ['counts', 'train: { x: [1, 2], y: [1, 2] }', /"train" has 1 examples of "x" and 2 of "y"/],
    ['a rest', 'train: { x: [1, 2, 3], y: [1] }', /"train" has 3 numbers for the input "x", whose/],
    ['a gap', 'train: { x: [1, 2] }', /"train" has no array of numbers for the input "y"/],
    ['a count', 'train: { count: 0, batch() {} }', /"train.count" must be a whole number above 0/],
    [
      'what is made',
      'train: { count: 9, batch: () => ({ x: [1], y: [1, 2, 3, 4] }) }',
      /train.batch gives 1 numbers for the input "x" of 4 examples, which have 8/,
    ],
    [
      'a throw',
      'train: { count: 9, batch() {\n throw new Error("gone"); } }',
      /mjs:\d+: train.batch: gone\.$/,
    ],
  ])('is told what is wrong with its examples: %s', async (_what, change, said) => {
    await expect(graphOf(`export default { ...${LINE}, ${change} };\n`)).rejects.toThrow(said);
  });

  it('refuses what only built-in tasks know', async () => {
    const path = write(`export default ${LINE};\n`);
    await expect(loadModuleTask(path, { ...OPTIONS, model: 'cnn' })).rejects.toThrow(
      /a task of your own has no use for --model/,
    );
    await expect(loadModuleTask(write('', 'ts'), OPTIONS)).rejects.toThrow(
      /a module in JavaScript/,
    );
  });
});
