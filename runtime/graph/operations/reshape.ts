import { apply } from '../builder';
import type { Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { sameShape, showShape, sizeOf } from '../shapes';

type ReshapeAttributes = { readonly shape: readonly number[] };

export const reshapeOperation: Operation<ReshapeAttributes> = {
  name: 'reshape',
  type: ([x], { shape }) => {
    if (sizeOf(x!.shape) !== sizeOf(shape)) {
      throw new ShapeError(
        `reshape: ${showShape(x!.shape)} and ${showShape(shape)} do not hold equally many numbers`,
      );
    }
    return { shape, dtype: x!.dtype };
  },
  gradient: (upstream, _result, [x]) => [reshape(upstream, x!.shape)],
  reference: ([x]) => x!.data.slice(),
  tfjs: (tf, [x], { shape }) => tf.reshape(x!, [...shape]),
  compiled: { kind: 'view' },
};

/** The same numbers in another shape; one extent may be −1 and is worked out from the others. */
export const reshape = (x: Value, shape: readonly number[]): Value => {
  const known = sizeOf(shape.filter((extent) => extent !== -1));
  const full = shape.map((extent) => (extent === -1 ? sizeOf(x.shape) / known : extent));
  return sameShape(x.shape, full) ? x : apply(reshapeOperation, [x], { shape: full });
};
