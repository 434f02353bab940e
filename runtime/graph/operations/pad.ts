import { apply } from '../builder';
import type { Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { positionsOf, requireType, showShape, sizeOf, stridesOf } from '../shapes';
import { slice } from './slice';

type PadAttributes = { readonly before: readonly number[]; readonly after: readonly number[] };

export const padOperation: Operation<PadAttributes> = {
  name: 'pad',
  type: ([x], { before, after }) => {
    requireType('pad', 'float32', x!);
    const rank = x!.shape.length;
    if (before.length !== rank || after.length !== rank) {
      throw new ShapeError(
        `pad: ${showShape(before)} and ${showShape(after)} do not say how to pad ${showShape(x!.shape)}`,
      );
    }
    return {
      shape: x!.shape.map((extent, axis) => before[axis]! + extent + after[axis]!),
      dtype: 'float32',
    };
  },
  gradient: (upstream, _result, [x], { before }) => [slice(upstream, before, x!.shape)],
  reference: ([x], { before }, { shape }) => {
    const strides = stridesOf(shape);
    const start = before.reduce((total, offset, axis) => total + offset * strides[axis]!, 0);
    const padded = new Float64Array(sizeOf(shape));
    positionsOf(x!.shape, strides, start).forEach((at, i) => (padded[at] = x!.data[i]!));
    return padded;
  },
  tfjs: (tf, [x], { before, after }) =>
    tf.pad(
      x!,
      before.map((count, axis): [number, number] => [count, after[axis]!]),
    ),
};

/** x with zeros before and after it along each axis. */
export const pad = (x: Value, before: readonly number[], after: readonly number[]): Value =>
  apply(padOperation, [x], { before: [...before], after: [...after] });
