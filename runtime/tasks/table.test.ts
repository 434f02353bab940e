import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../data/memory-files.test-helper';
import { table } from './table';
import type { TaskInstance, TaskOptions } from './task';

const options: TaskOptions = {
  data: 'folder/t.csv',
  target: 'y',
  missing: null,
  model: null,
  batch: 100,
  seed: 0,
};

const load = (csv: string, given: Partial<TaskOptions> = {}): Promise<TaskInstance> =>
  table.load({ ...options, ...given }, memoryFiles({ 'folder/t.csv': csv }));

const csv = (count: number, row: (i: number) => string): string =>
  ['x,y', ...Array.from({ length: count }, (_, i) => row(i))].join('\n');

const batchesOf = (instance: TaskInstance) => {
  const train = instance.trainBatch(1);
  const [validation] = instance.validationBatches();
  return { train: train.batch, validation: validation!.batch };
};

describe('table', () => {
  it('holds out a fifth of the rows, chosen by the seed', async () => {
    const rows = csv(50, (i) => `${i},${i % 2 ? 'odd' : 'even'}`);
    const one = await load(rows);
    expect(one).toMatchObject({ trainExamples: 40, validationExamples: 10 });
    const seen = batchesOf(one);
    const features = [...seen.train['x']!, ...seen.validation['x']!];
    expect(new Set(features).size).toBe(50);
    expect(batchesOf(await load(rows)).validation).toEqual(seen.validation);
    expect(batchesOf(await load(rows, { seed: 1 })).validation).not.toEqual(seen.validation);
  });

  it('keeps each row with its target', async () => {
    const { train } = batchesOf(await load(csv(50, (i) => `${i},${i < 25 ? 'low' : 'high'}`)));
    const pairs = Array.from(train['x']!, (x, i) => [x, train['y']![i]!] as const);
    const lows = pairs.filter(([, label]) => label === 1).map(([x]) => x);
    const highs = pairs.filter(([, label]) => label === 0).map(([x]) => x);
    expect(Math.max(...lows)).toBeLessThan(Math.min(...highs));
  });

  it('standardises features and a numeric target by the training rows', async () => {
    const { train } = batchesOf(await load(csv(50, (i) => `${i * i},${3 * i * i + 0.5}`)));
    for (const name of ['x', 'y']) {
      const values = Array.from(train[name]!);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 5);
    }
    expect(train['x']).toEqual(train['y']);
  });

  it.each([
    ['texts', (i: number) => `${i},${'abc'[i % 3]}`, ['val/loss', 'val/accuracy']],
    ['few whole numbers', (i: number) => `${i},${i % 4}`, ['val/loss', 'val/accuracy']],
    ['many whole numbers', (i: number) => `${i},${i % 11}`, ['val/loss', 'val/r2']],
    ['fractions', (i: number) => `${i},${(i % 4) + 0.5}`, ['val/loss', 'val/r2']],
  ])('takes a target of %s for what it is', async (_, row, tags) => {
    const instance = await load(csv(60, row));
    expect(Object.keys(instance.measure({ loss_sum: 1, correct_sum: 1 }))).toEqual(tags);
  });

  it('explains variance: 0 at the mean, 1 without error', async () => {
    const instance = await load(csv(50, (i) => `${i},${i / 7}`));
    const targets = Array.from(batchesOf(instance).validation['y']!);
    const mean = targets.reduce((a, b) => a + b, 0) / targets.length;
    const spread = targets.reduce((sum, y) => sum + (y - mean) ** 2, 0);
    expect(instance.measure({ loss_sum: 0 })['val/r2']).toBe(1);
    expect(instance.measure({ loss_sum: spread })['val/r2']).toBeCloseTo(0, 10);
  });

  it('leaves out rows without a target and says how many', async () => {
    const instance = await load(csv(50, (i) => `${i},${i < 8 ? '' : i % 2 ? 'a' : 'b'}`));
    expect(instance.trainExamples + instance.validationExamples).toBe(42);
    expect(instance.description).toContain('8 rows without y left out');
  });

  it.each([
    ['no data', '', { data: null }, /^The task table needs --data FILE/],
    ['a folder', '', { data: 'folder' }, /^folder is a folder\. Give --data one CSV file\.$/],
    [
      'no target',
      csv(20, (i) => `${i},${i}`),
      { target: null },
      /needs --target COLUMN\. t\.csv has x, y\.$/,
    ],
    [
      'a target that is not there',
      'bill_length,species\n',
      { target: 'specis' },
      /^t\.csv has a header but no rows\.$/,
    ],
    [
      'a target misspelt',
      'bill_length,species\n1,a\n',
      { target: 'specis' },
      /^t\.csv has no column "specis"\. Did you mean species\?$/,
    ],
    [
      'a target like none',
      'bill_length,species\n1,a\n',
      { target: 'zzzzzzzz' },
      /^t\.csv has no column "zzzzzzzz"\. It has bill_length, species\.$/,
    ],
    [
      'too few rows',
      csv(9, (i) => `${i},${i}`),
      {},
      /^t\.csv has 9 rows with a value of y; at least 10/,
    ],
    [
      'a constant target',
      csv(20, (i) => `${i},1`),
      {},
      /^t\.csv: column y is the same in every row\./,
    ],
    [
      'a target of names',
      csv(20, (i) => `${i},name${i}`),
      {},
      /^t\.csv: column y has 20 different texts in 20 rows/,
    ],
    ['nothing to learn from', csv(20, (i) => `5,${i % 2}`), {}, /^t\.csv has no column besides y/],
    [
      'a ragged row',
      `${csv(20, (i) => `${i},${i}`)}\n7`,
      {},
      /^t\.csv:22: has 1 cell, the header has 2\.$/,
    ],
  ])('refuses %s', async (_, contents, given, message) => {
    await expect(load(contents, given)).rejects.toThrow(message);
  });
});
