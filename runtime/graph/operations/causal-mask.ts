import type { GraphBuilder, Value } from '../builder';
import type { Operation } from '../operation';

type MaskAttributes = { readonly length: number };

/** So low that its exponential is 0 beside any score, and yet finite, so that no ∞ − ∞ comes up. */
const FORBIDDEN = -1e9;

const maskOf = (length: number): Float64Array =>
  Float64Array.from({ length: length * length }, (_, i) =>
    i % length > Math.floor(i / length) ? FORBIDDEN : 0,
  );

export const causalMaskOperation: Operation<MaskAttributes> = {
  name: 'causalMask',
  type: (_inputs, { length }) => ({ shape: [length, length], dtype: 'float32' }),
  gradient: null,
  reference: (_inputs, { length }) => maskOf(length),
  tfjs: (tf, _inputs, { length }) =>
    tf.tensor(Float32Array.from(maskOf(length)), [length, length], 'float32'),
  compiled: { kind: 'given' },
};

/** To be added to attention scores [..., length, length]: 0 where a position may look, −10⁹ at later ones. */
export const causalMask = (builder: GraphBuilder, length: number): Value =>
  builder.apply(causalMaskOperation, [], { length });
