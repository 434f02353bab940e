import { describe, expect, it } from 'vitest';
import { DataError } from '../tasks/task';
import { readIdx } from './idx';
import { readImageFolder } from './image-folder';
import { gzipped, idxFile, memoryFiles } from './memory-files.test-helper';

const images = idxFile([2, 2, 3], [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255]);
const labels = idxFile([2], [7, 1]);

const refusal = async (task: () => unknown): Promise<string> => {
  try {
    await task();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  throw new Error('was accepted');
};

describe('an IDX file', () => {
  it.each([
    ['plain', images],
    ['gzipped', gzipped(images)],
  ])('is read %s', (_, bytes) => {
    const { shape, data } = readIdx(bytes, 'images', 3);
    expect(shape).toEqual([2, 2, 3]);
    expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255]);
  });

  it('is read where it lies within a larger buffer', () => {
    const padded = Uint8Array.from([9, 9, 9, ...labels]);
    expect([...readIdx(padded.subarray(3), 'labels', 1).data]).toEqual([7, 1]);
  });

  it.each([
    [
      'without its last byte',
      images.slice(0, -1),
      /^t is cut short: .*2 × 2 × 3 .* 11 are there\.$/,
    ],
    [
      'within its header',
      images.slice(0, 9),
      /^t is cut short: its header ends after 9 of 16 bytes\.$/,
    ],
    ['within its magic', images.slice(0, 3), /^t is cut short: it has 3 bytes/],
    ['within its gzip stream', gzipped(images).slice(0, -9), /^t is cut short or damaged/],
    ['with more than it promises', Uint8Array.from([...images, 0]), /^t is too long/],
    [
      'with labels in place of images',
      labels,
      /^t starts with 0x00000801; .* starts with 0x00000803\.$/,
    ],
    [
      'that is something else',
      new TextEncoder().encode('<!doctype html>'),
      /^t starts with 0x3c21646f/,
    ],
  ])('%s is refused', async (_, bytes, message) => {
    expect(await refusal(() => readIdx(bytes, 't', 3))).toMatch(message);
  });
});

describe('a folder of images', () => {
  const train = { 'd/train-images-idx3-ubyte': images, 'd/train-labels-idx1-ubyte': labels };

  it('needs no test files', async () => {
    const found = await readImageFolder('d', memoryFiles(train));
    expect(found.test).toBeNull();
    expect(found.train).toMatchObject({ count: 2, height: 2, width: 3 });
    expect([...found.train.labels]).toEqual([7, 1]);
  });

  it('may be gzipped, dotted and prefixed', async () => {
    const found = await readImageFolder(
      'd',
      memoryFiles({
        'd/emnist-letters-train-images-idx3-ubyte.gz': gzipped(images),
        'd/emnist-letters-train-labels-idx1-ubyte.gz': gzipped(labels),
        'd/emnist-letters-test-images.idx3-ubyte': images,
        'd/emnist-letters-test-labels.idx1-ubyte': labels,
      }),
    );
    expect(found.test?.count).toBe(2);
  });

  it.each([
    ['that is a file', { d: 'text' }, /^d is not a folder/],
    ['without images', { 'd/readme.md': '' }, /^d has no file train-images-idx3-ubyte/],
    [
      'without labels',
      { 'd/train-images-idx3-ubyte': images },
      /^d has train-images-idx3-ubyte but no train-labels-idx1-ubyte/,
    ],
    [
      'with other labels',
      { ...train, 'd/train-labels-idx1-ubyte': idxFile([3], [1, 2, 3]) },
      /^train-images-idx3-ubyte has 2 images, train-labels-idx1-ubyte has 3 labels/,
    ],
    [
      'with test images of another size',
      {
        ...train,
        'd/t10k-images-idx3-ubyte': idxFile([1, 1, 1], [0]),
        'd/t10k-labels-idx1-ubyte': idxFile([1], [0]),
      },
      /^t10k-images-idx3-ubyte has images of 1 × 1 pixels, train-images-idx3-ubyte of 2 × 3\.$/,
    ],
    [
      'without a single image',
      {
        'd/train-images-idx3-ubyte': idxFile([0, 2, 2], []),
        'd/train-labels-idx1-ubyte': idxFile([0], []),
      },
      /^train-images-idx3-ubyte has no images\.$/,
    ],
  ])('%s is refused', async (_, contents, message) => {
    expect(await refusal(() => readImageFolder('d', memoryFiles(contents)))).toMatch(message);
  });
});
