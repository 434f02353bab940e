import type { Value } from '../graph/builder';
import { add } from '../graph/operations/add';
import { conv2d } from '../graph/operations/conv2d';
import { maxPool } from '../graph/operations/max-pool';
import { relu } from '../graph/operations/relu';
import { reshape } from '../graph/operations/reshape';
import { denseLayer } from './dense-layer';
import { he, lecun, zeros } from './initializers';
import { refuse } from './model';
import type { Model } from './model';

const CHANNELS: readonly number[] = [16, 32];
const FILTER = 3;
const POOL = 2;
/** Two poolings leave one pixel of four. */
const SMALLEST = POOL ** CHANNELS.length;

const convolutionLayer = (x: Value, name: string, channels: number): Value => {
  const [, , , inChannels] = x.shape as [number, number, number, number];
  const { builder } = x;
  const shape = [FILTER, FILTER, inChannels, channels];
  const initial = he(FILTER * FILTER * inChannels);
  const filter = builder.parameter(`${name}.filter`, shape, 'conv', initial);
  const bias = builder.parameter(`${name}.bias`, [channels], 'bias', zeros);
  // Pooling before bias and rectifier gives the same numbers, and leaves them a quarter of the work.
  return relu(add(maxPool(conv2d(x, filter), POOL), bias));
};

/** Two convolutions of 3 × 3 with 16 and 32 channels, each rectified and pooled by 2 × 2, then one dense layer. */
export const cnn: Model = {
  name: 'cnn',
  title: 'two convolutions with pooling, then a dense layer',
  accepts: (input, output) =>
    input.kind === 'image' &&
    Math.min(input.height, input.width) >= SMALLEST &&
    output.kind === 'vector',
  build: (input, { output }) => {
    if (output.kind !== 'vector') return refuse('cnn');
    const pooled = CHANNELS.reduce(
      (x, channels, i) => convolutionLayer(x, `conv${i + 1}`, channels),
      input,
    );
    return denseLayer(reshape(pooled, [input.shape[0]!, -1]), {
      name: 'output',
      size: output.size,
      role: 'output',
      initial: lecun,
    });
  },
};
