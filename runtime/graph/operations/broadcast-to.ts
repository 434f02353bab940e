import { apply } from '../builder';
import type { Value } from '../builder';
import { sumToShape } from '../elementwise';
import { elements } from '../lowering';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import {
  broadcastShapes,
  broadcastStrides,
  positionsOf,
  requireType,
  sameShape,
  showShape,
} from '../shapes';

type BroadcastAttributes = { readonly shape: readonly number[] };

export const broadcastToOperation: Operation<BroadcastAttributes> = {
  name: 'broadcastTo',
  type: ([x], { shape }) => {
    requireType('broadcastTo', 'float32', x!);
    if (!sameShape(broadcastShapes('broadcastTo', x!.shape, shape), shape)) {
      throw new ShapeError(
        `broadcastTo: shape ${showShape(x!.shape)} does not broadcast to ${showShape(shape)}`,
      );
    }
    return { shape, dtype: 'float32' };
  },
  gradient: (upstream, _result, [x]) => [sumToShape(upstream, x!.shape)],
  reference: ([x], { shape }) => {
    const at = positionsOf(shape, broadcastStrides(x!.shape, shape));
    return Float64Array.from(at, (position) => x!.data[position]!);
  },
  same: ([number]) => number!,
  tfjs: (tf, [x], { shape }) => tf.broadcastTo(x!, [...shape]),
  compiled: elements((_narrow, [x]) => x!),
};

/** x repeated along axes of extent 1, and along new leading axes, up to a shape. */
export const broadcastTo = (x: Value, shape: readonly number[]): Value =>
  sameShape(x.shape, shape) ? x : apply(broadcastToOperation, [x], { shape: [...shape] });
