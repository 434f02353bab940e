import type { Value } from '../graph/builder';
import { relu } from '../graph/operations/relu';
import { reshape } from '../graph/operations/reshape';
import { denseLayer } from './dense-layer';
import { he, lecun } from './initializers';
import { refuse } from './model';
import type { Model } from './model';

/** Hidden widths for inputs below a size: the larger the input, the wider, and the last for all beyond. */
const SIZE_CLASSES: readonly { readonly below: number; readonly widths: readonly number[] }[] = [
  { below: 8, widths: [32, 32] },
  { below: 64, widths: [64, 64] },
  { below: 256, widths: [128, 128] },
  { below: Infinity, widths: [256, 128] },
];

/** The hidden layers for an input of this many numbers: 32-32 for points in the plane, 256-128 for 28 × 28 pixels. */
export const hiddenWidths = (inputSize: number): readonly number[] =>
  SIZE_CLASSES.find(({ below }) => inputSize < below)!.widths;

/** Fully connected layers with rectifiers between them; images are read pixel by pixel. */
export const mlp: Model = {
  name: 'mlp',
  title: 'fully connected layers with rectifiers',
  accepts: (input, output) =>
    (input.kind === 'features' || input.kind === 'image') && output.kind === 'vector',
  build: (input, { output }) => {
    if (output.kind !== 'vector') return refuse('mlp');
    const flat: Value = reshape(input, [input.shape[0]!, -1]);
    const hidden = hiddenWidths(flat.shape[1]!).reduce(
      (x, size, i) => relu(denseLayer(x, { name: `dense${i + 1}`, size, initial: he })),
      flat,
    );
    return denseLayer(hidden, {
      name: 'output',
      size: output.size,
      role: 'output',
      initial: lecun,
    });
  },
};
