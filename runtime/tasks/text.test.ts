import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../data/memory-files.test-helper';
import { draws } from '../data/sampling';
import { text } from './text';
import type { TaskInstance, TaskOptions } from './task';

const options: TaskOptions = {
  data: 'd.txt',
  target: null,
  missing: null,
  model: null,
  batch: 2,
  seed: 0,
};
const CONTEXT = 64;

/** Random letters, so that what a window shows tells where it lies. */
const LENGTH = 5000;
const alphabet = 'abcdefghijklmnopqrstuvwxyz';
const letters = draws(0, 'letters');
const sequence = Array.from({ length: LENGTH }, () => alphabet[letters.below(26)]).join('');

const load = (given: Partial<TaskOptions> = {}, contents = sequence): Promise<TaskInstance> =>
  text.load({ ...options, ...given }, memoryFiles({ 'd.txt': contents }));

const shown = (ids: ArrayLike<number>): string =>
  Array.from(ids, (id) => alphabet[id - 1] ?? '?').join('');

const windowsOf = ({ batch, size }: { batch: TaskBatch; size: number }): string[] =>
  Array.from({ length: size }, (_, i) => {
    const x = batch['x']!.slice(i * CONTEXT, (i + 1) * CONTEXT);
    const y = batch['y']!.slice(i * CONTEXT, (i + 1) * CONTEXT);
    expect(shown(y).slice(0, -1)).toBe(shown(x).slice(1));
    return shown(x) + shown(y).slice(-1);
  });
type TaskBatch = ReturnType<TaskInstance['trainBatch']>['batch'];

const heldOut = Array.from({ length: 10 }, (_, i) =>
  sequence.slice(i * 500 + 450, i * 500 + 500),
).join('');
const kept = Array.from({ length: 10 }, (_, i) => sequence.slice(i * 500, i * 500 + 450)).join('');

describe('text', () => {
  it('trains on windows of the kept text, each predicting the next character', async () => {
    const instance = await load();
    const all = Array.from({ length: instance.batchesPerEpoch }, (_, i) =>
      instance.trainBatch(i + 1),
    );
    const seen = all.flatMap(windowsOf);
    expect(seen).toHaveLength(instance.trainExamples);
    const places = seen.map((window) => kept.indexOf(window)).sort((a, b) => a - b);
    expect(places.every((place) => place >= 0)).toBe(true);
    // Side by side over the whole text, from a shift of less than a window on.
    expect(places.slice(1).map((place, i) => place - places[i]!)).toEqual(
      places.slice(1).map(() => CONTEXT),
    );
    expect(all.map(({ epochEnd }) => epochEnd).indexOf(true)).toBe(instance.batchesPerEpoch - 1);
  });

  it('cuts each epoch elsewhere', async () => {
    const instance = await load({ batch: 1000 });
    const shifts = [1, 2, 3, 4].map((step) =>
      Math.min(...windowsOf(instance.trainBatch(step)).map((window) => kept.indexOf(window))),
    );
    expect(new Set(shifts).size).toBeGreaterThan(1);
  });

  it('gives the same batch of a step for a seed, whatever was asked before', async () => {
    const [one, other] = [await load(), await load()];
    const far = one.trainBatch(321);
    other.trainBatch(1);
    expect(other.trainBatch(321)).toEqual(far);
    expect((await load({ seed: 1 })).trainBatch(321)).not.toEqual(far);
  });

  it('validates on the end of every stretch, in order', async () => {
    const instance = await load();
    const windows = [...instance.validationBatches()].flatMap(windowsOf);
    expect(windows).toHaveLength(instance.validationExamples);
    expect(windows.map((window) => heldOut.indexOf(window))).toEqual(
      windows.map((_, i) => i * CONTEXT),
    );
    expect(windows).toHaveLength(Math.floor((heldOut.length - 1) / CONTEXT));
  });

  it('bounds validation and spreads it over all held-out text', async () => {
    const instance = await load({}, sequence.repeat(180));
    expect(instance.validationExamples).toBe(1024);
    const windows = [...instance.validationBatches()];
    expect(windows.reduce((sum, { size }) => sum + size, 0)).toBe(1024);
  });

  it('measures nats a character', async () => {
    const instance = await load();
    const characters = instance.validationExamples * CONTEXT;
    expect(instance.measure({ loss_sum: characters * 1.5 })).toEqual({ 'val/loss': 1.5 });
  });

  it.each([
    ['no data', { data: null }, sequence, /^The task text needs --data PATH/],
    [
      'a text too short',
      {},
      'short',
      /^d\.txt has 5 characters of text; at least 1,000 are needed\.$/,
    ],
    ['an empty file', {}, '', /^d\.txt is empty\.$/],
  ])('refuses %s', async (_, given, contents, message) => {
    await expect(load(given, contents)).rejects.toThrow(message);
  });
});
