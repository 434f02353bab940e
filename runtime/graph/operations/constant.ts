import type { GraphBuilder, Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { showShape, sizeOf } from '../shapes';

type ConstantAttributes = {
  readonly shape: readonly number[];
  readonly values: readonly number[];
};

export const constantOperation: Operation<ConstantAttributes> = {
  name: 'constant',
  type: (_inputs, { shape, values }) => {
    if (values.length !== sizeOf(shape)) {
      throw new ShapeError(
        `constant: ${values.length} numbers do not fill a tensor of shape ${showShape(shape)}`,
      );
    }
    return { shape, dtype: 'float32' };
  },
  gradient: null,
  reference: (_inputs, { values }) => Float64Array.from(values),
  tfjs: (tf, _inputs, { shape, values }) =>
    tf.tensor(Float32Array.from(values), [...shape], 'float32'),
  compiled: { kind: 'given' },
};

/** A tensor of given numbers, row-major. */
export const constant = (
  builder: GraphBuilder,
  shape: readonly number[],
  values: readonly number[],
): Value => builder.apply(constantOperation, [], { shape: [...shape], values: [...values] });
