import { dataHash } from '../data/hash';
import { readImageFolder, type LabelledImages } from '../data/image-folder';
import { supervised, type Examples } from './supervised';
import { DataError, type Task } from './task';

/** Of the training images, where a folder has no `t10k-*` files. */
const HELD_OUT = 0.1;

/** Mean and standard deviation of pixels scaled to 0..1. */
interface PixelScale {
  readonly mean: number;
  readonly std: number;
}

function pixelScale({ pixels }: LabelledImages): PixelScale {
  let sum = 0;
  let squares = 0;
  for (const pixel of pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const mean = sum / pixels.length;
  const variance = squares / pixels.length - mean * mean;
  // Images of one single grey stay as they are, about 0.
  return { mean: mean / 255, std: variance > 0 ? Math.sqrt(variance) / 255 : 1 };
}

/** Pixels stay bytes in memory; a batch is scaled as it is drawn. */
function examplesOf(images: LabelledImages, { mean, std }: PixelScale): Examples {
  const size = images.height * images.width;
  const scaled = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / std);
  return {
    count: images.count,
    targets: Int32Array.from(images.labels),
    inputs(examples) {
      const rows = new Float32Array(examples.length * size);
      for (let i = 0; i < examples.length; i++) {
        const start = examples[i]! * size;
        for (let j = 0; j < size; j++) rows[i * size + j] = scaled[images.pixels[start + j]!]!;
      }
      return rows;
    },
  };
}

function cut(images: LabelledImages, from: number, to: number): LabelledImages {
  const size = images.height * images.width;
  return {
    ...images,
    count: to - from,
    pixels: images.pixels.subarray(from * size, to * size),
    labels: images.labels.subarray(from, to),
  };
}

export const images: Task = {
  name: 'images',
  title: 'Images',
  description:
    'Classify the grey images of IDX files, as MNIST, Fashion-MNIST and KMNIST publish them.',
  data: 'folder',
  needsTarget: false,
  models: ['mlp', 'cnn'],
  split: 'trains on train-*, validates on t10k-*; without these, on the last tenth of train-*',
  metric: { tag: 'val/accuracy', better: 'higher' },
  defaults: { steps: 600, batch: 128 },
  async load(options, files) {
    if (options.data === null)
      throw new DataError(
        'The task images needs --data FOLDER with IDX files such as those of MNIST.',
      );
    const found = await readImageFolder(options.data, files);
    const kept = found.train.count - Math.max(1, Math.floor(found.train.count * HELD_OUT));
    if (found.test === null && kept === 0)
      throw new DataError('One image is not enough to train on and to validate on.');
    const train = found.test === null ? cut(found.train, 0, kept) : found.train;
    const validation = found.test ?? cut(found.train, kept, found.train.count);
    const classes = 1 + Math.max(highest(train.labels), highest(validation.labels));
    const { height, width } = train;
    const scale = pixelScale(train);
    return supervised({
      task: images,
      options,
      input: { kind: 'image', height, width, channels: 1 },
      goal: { kind: 'classes', count: classes },
      train: examplesOf(train, scale),
      validation: examplesOf(validation, scale),
      description:
        `${train.count} images of ${height} × ${width} pixels in ${classes} classes, ` +
        `${validation.count} ${found.test === null ? 'held out' : 'of t10k'} for validation.`,
      dataHash: dataHash(found.bytes),
    });
  },
};

const highest = (labels: Uint8Array): number => labels.reduce((a, b) => Math.max(a, b), 0);
