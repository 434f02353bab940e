import type { GraphBuilder, Value } from '../builder';
import type { Operation } from '../operation';
import { sizeOf } from '../shapes';

type FillAttributes = { readonly shape: readonly number[]; readonly value: number };

export const fillOperation: Operation<FillAttributes> = {
  name: 'fill',
  type: (_inputs, { shape }) => ({ shape, dtype: 'float32' }),
  gradient: null,
  reference: (_inputs, { value }, { shape }) => new Float64Array(sizeOf(shape)).fill(value),
  same: (_numbers, { value }) => value,
  tfjs: (tf, _inputs, { shape, value }) => tf.fill([...shape], value, 'float32'),
  compiled: { kind: 'given' },
};

/** A tensor that holds one number everywhere. */
export const fill = (builder: GraphBuilder, shape: readonly number[], value: number): Value =>
  builder.apply(fillOperation, [], { shape: [...shape], value });
