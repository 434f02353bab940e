import type { GraphBuilder, Value } from '../builder';
import type { Operation, StepRandomness } from '../operation';
import { uniforms } from '../random';
import { sizeOf } from '../shapes';

type DropoutAttributes = {
  readonly shape: readonly number[];
  readonly rate: number;
  readonly stream: number;
};

const maskOf = (
  { shape, rate, stream }: DropoutAttributes,
  { seed, step }: StepRandomness,
): Float64Array =>
  uniforms({ seed, step, stream }, sizeOf(shape)).map((u) => (u < rate ? 0 : 1 / (1 - rate)));

export const dropoutMaskOperation: Operation<DropoutAttributes> = {
  name: 'dropoutMask',
  random: true,
  type: (_inputs, { shape }) => ({ shape, dtype: 'float32' }),
  gradient: null,
  reference: (_inputs, attributes, _result, randomness) => maskOf(attributes, randomness),
  tfjs: (tf, _inputs, attributes, _result, randomness) =>
    tf.tensor(Float32Array.from(maskOf(attributes, randomness)), [...attributes.shape], 'float32'),
  compiled: { kind: 'given' },
};

/**
 * A factor for each element: 0 with probability `rate`, otherwise 1 / (1 − rate), so that the mean stays. Drawn
 * anew at each step from (seed, step, stream); the stream is the place of the mask in the graph as built.
 */
export const dropoutMask = (builder: GraphBuilder, shape: readonly number[], rate: number): Value =>
  builder.apply(dropoutMaskOperation, [], { shape: [...shape], rate, stream: builder.nodeCount });
