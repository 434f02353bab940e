import { clear, writeCopy } from '../../kernels/copy';
import { apply } from '../builder';
import type { Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { placeOf, positionsOf, requireType, showShape, sizeOf, stridesOf } from '../shapes';
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
    const start = placeOf(before, strides);
    const padded = new Float64Array(sizeOf(shape));
    positionsOf(x!.shape, strides, start).forEach((at, i) => (padded[at] = x!.data[i]!));
    return padded;
  },
  tfjs: (tf, [x], { before, after }) =>
    tf.pad(
      x!,
      before.map((count, axis): [number, number] => [count, after[axis]!]),
    ),
  compiled: {
    kind: 'routine',
    write: ({ code, inputs: [x], result: { address, shape }, attributes: { before } }) => {
      const strides = stridesOf(shape);
      clear(code, address, sizeOf(shape));
      const to = { address: address + 4 * placeOf(before, strides), strides };
      writeCopy(code, x!.shape, { address: x!.address, strides: stridesOf(x!.shape) }, to);
    },
  },
};

/** x with zeros before and after it along each axis. */
export const pad = (x: Value, before: readonly number[], after: readonly number[]): Value =>
  apply(padOperation, [x], { before: [...before], after: [...after] });
