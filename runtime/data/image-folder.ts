import { join } from 'node:path';
import { DataError, type DataFiles } from '../tasks/task';
import { readIdx } from './idx';

/** Grey images with a class each. */
export interface LabelledImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** [count, height, width], 0..255 */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly labels: Uint8Array;
}

export interface ImageFolder {
  readonly train: LabelledImages;
  /** The `t10k-*` files, where there are any. */
  readonly test: LabelledImages | null;
  /** What was read, in order, for the data's hash. */
  readonly bytes: readonly Uint8Array[];
}

/**
 * Reads the four files that MNIST, Fashion-MNIST, KMNIST and EMNIST publish from a folder:
 * `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same of `t10k` (`test` in EMNIST), each with or
 * without `.gz` and a prefix; some copies write `images.idx3`, which is taken too.
 * Throws a DataError that names the file at fault.
 */
export async function readImageFolder(folder: string, files: DataFiles): Promise<ImageFolder> {
  if (!(await files.isFolder(folder)))
    throw new DataError(
      `${folder} is not a folder. Give --data the folder that holds train-images-idx3-ubyte and its kin.`,
    );
  const names = (await files.list(folder)).filter((name) => !name.includes('/'));
  const bytes: Uint8Array[] = [];

  const read = async (imagesName: string, labelsName: string): Promise<LabelledImages> => {
    const imageBytes = await files.read(join(folder, imagesName));
    const labelBytes = await files.read(join(folder, labelsName));
    bytes.push(imageBytes, labelBytes);
    const images = readIdx(imageBytes, imagesName, 3);
    const labels = readIdx(labelBytes, labelsName, 1);
    const [count = 0, height = 0, width = 0] = images.shape;
    if (count !== labels.shape[0])
      throw new DataError(
        `${imagesName} has ${count} images, ${labelsName} has ${labels.shape[0]} labels. ` +
          'Both must come from the same set.',
      );
    if (images.data.length === 0) throw new DataError(`${imagesName} has no images.`);
    return { count, height, width, pixels: images.data, labels: labels.data };
  };

  const trainImages = find(names, 'train', 'images');
  if (trainImages === null)
    throw new DataError(`${folder} has no file train-images-idx3-ubyte (or the same with .gz).`);
  const train = await read(trainImages, partner(names, folder, 'train', trainImages));
  const testImages = find(names, TEST, 'images');
  if (testImages === null) return { train, test: null, bytes };
  const test = await read(testImages, partner(names, folder, TEST, testImages));
  if (test.height !== train.height || test.width !== train.width)
    throw new DataError(
      `${testImages} has images of ${test.height} × ${test.width} pixels, ` +
        `${trainImages} of ${train.height} × ${train.width}.`,
    );
  return { train, test, bytes };
}

/** The test files' part of the name, as a pattern. */
const TEST = 't10k|test';

const find = (names: readonly string[], part: string, content: string): string | null =>
  names.find((name) =>
    new RegExp(`(^|-)(${part})-${content}[-.]idx\\d-ubyte(\\.gz)?$`).test(name),
  ) ?? null;

function partner(names: readonly string[], folder: string, part: string, images: string): string {
  const labels = find(names, part, 'labels');
  if (labels === null)
    throw new DataError(
      `${folder} has ${images} but no ${images.replace(/images([-.])idx3/, 'labels$1idx1')} beside it.`,
    );
  return labels;
}
