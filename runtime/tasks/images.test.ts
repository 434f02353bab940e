import { describe, expect, it } from 'vitest';
import { idxFile, memoryFiles } from '../data/memory-files.test-helper';
import { images } from './images';
import type { TaskOptions } from './task';

const options: TaskOptions = {
  data: 'd',
  target: null,
  missing: null,
  model: null,
  batch: 2,
  seed: 0,
};
const pixels = [0, 255, 0, 255, 255, 0, 0, 0, 255, 255, 0, 0, 0, 255, 255, 0];
const train = {
  'd/train-images-idx3-ubyte': idxFile([4, 2, 2], pixels),
  'd/train-labels-idx1-ubyte': idxFile([4], [0, 1, 2, 0]),
};
const test = {
  'd/t10k-images-idx3-ubyte': idxFile([1, 2, 2], [255, 0, 255, 0]),
  'd/t10k-labels-idx1-ubyte': idxFile([1], [1]),
};

describe('images', () => {
  it('validates on the t10k files, scaled by the training pixels', async () => {
    const instance = await images.load(options, memoryFiles({ ...train, ...test }));
    expect(instance).toMatchObject({ trainExamples: 4, validationExamples: 1, batchesPerEpoch: 2 });
    const { batch } = [...instance.validationBatches()][0]!;
    expect(batch['y']).toEqual(Int32Array.of(1));
    // Seven of sixteen pixels are white.
    const [mean, std] = [7 / 16, Math.sqrt((7 / 16) * (9 / 16))];
    const white = (1 - mean) / std;
    const black = -mean / std;
    batch['x']!.forEach((pixel, i) => expect(pixel).toBeCloseTo(i % 2 ? black : white, 6));
  });

  it('keeps each image with its label', async () => {
    const instance = await images.load(options, memoryFiles({ ...train, ...test }));
    const white = Math.max(...instance.trainBatch(1).batch['x']!);
    const seen = [1, 2].flatMap((step) => {
      const { batch } = instance.trainBatch(step);
      return Array.from(batch['y']!, (label, i) => {
        const rows = Array.from(batch['x']!.slice(4 * i, 4 * i + 4), (x) =>
          x === white ? 255 : 0,
        );
        return `${rows} is ${label}`;
      });
    });
    expect(seen.sort()).toEqual(
      [0, 1, 2, 3].map((i) => `${pixels.slice(4 * i, 4 * i + 4)} is ${[0, 1, 2, 0][i]}`).sort(),
    );
  });

  it('holds out the last tenth where there are no t10k files', async () => {
    const instance = await images.load(options, memoryFiles(train));
    expect(instance).toMatchObject({ trainExamples: 3, validationExamples: 1 });
    expect([...instance.validationBatches()][0]!.batch['y']).toEqual(Int32Array.of(0));
  });

  it('has one output a class, counted over both parts', async () => {
    const more = { ...test, 'd/t10k-labels-idx1-ubyte': idxFile([1], [6]) };
    const instance = await images.load(options, memoryFiles({ ...train, ...more }));
    expect(instance.description).toContain('7 classes');
  });

  it('has a hash of the data', async () => {
    const hash = async (files: Record<string, Uint8Array>) =>
      (await images.load(options, memoryFiles(files))).dataHash;
    expect(await hash(train)).toBe(await hash({ ...train }));
    expect(await hash(train)).not.toBe(await hash({ ...train, ...test }));
  });

  it.each([
    ['no data', { data: null }, train, /^The task images needs --data FOLDER/],
    [
      'one image alone',
      {},
      {
        'd/train-images-idx3-ubyte': idxFile([1, 1, 1], [0]),
        'd/train-labels-idx1-ubyte': idxFile([1], [0]),
      },
      /^One image is not enough/,
    ],
    [
      'an unknown model',
      { model: 'cn' },
      train,
      /^The task images has no model "cn"\. Did you mean cnn\?$/,
    ],
  ])('refuses %s', async (_, given, files, message) => {
    await expect(images.load({ ...options, ...given }, memoryFiles(files))).rejects.toThrow(
      message,
    );
  });
});
