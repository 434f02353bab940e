import { writeCopy } from '../../kernels/copy';
import { apply } from '../builder';
import type { Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { placeOf, positionsOf, showShape, stridesOf } from '../shapes';
import { pad } from './pad';

type SliceAttributes = { readonly begin: readonly number[]; readonly size: readonly number[] };

export const sliceOperation: Operation<SliceAttributes> = {
  name: 'slice',
  type: ([x], { begin, size }) => {
    const { shape } = x!;
    const fits =
      begin.length === shape.length &&
      size.length === shape.length &&
      shape.every((extent, axis) => begin[axis]! >= 0 && begin[axis]! + size[axis]! <= extent);
    if (!fits) {
      throw new ShapeError(
        `slice: ${showShape(size)} from ${showShape(begin)} on does not lie within ${showShape(shape)}`,
      );
    }
    return { shape: size, dtype: x!.dtype };
  },
  gradient: (upstream, _result, [x], { begin, size }) => [
    pad(
      upstream,
      begin,
      x!.shape.map((extent, axis) => extent - begin[axis]! - size[axis]!),
    ),
  ],
  reference: ([x], { begin, size }) => {
    const strides = stridesOf(x!.shape);
    const start = placeOf(begin, strides);
    const at = positionsOf(size, strides, start);
    return Float64Array.from(at, (position) => x!.data[position]!);
  },
  tfjs: (tf, [x], { begin, size }) => tf.slice(x!, [...begin], [...size]),
  compiled: {
    kind: 'routine',
    write: ({ code, inputs: [x], result, attributes: { begin, size } }) => {
      const strides = stridesOf(x!.shape);
      const address = x!.address + 4 * placeOf(begin, strides);
      const to = { address: result.address, strides: stridesOf(size) };
      writeCopy(code, size, { address, strides }, to);
    },
  },
};

/** The box of `size` that starts at `begin`. */
export const slice = (x: Value, begin: readonly number[], size: readonly number[]): Value =>
  apply(sliceOperation, [x], { begin: [...begin], size: [...size] });

/** `size` places along one axis, from `begin` on, and everything along the others. */
export const sliceAxis = (x: Value, axis: number, begin: number, size: number): Value =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? begin : 0)),
    x.shape.map((extent, i) => (i === axis ? size : extent)),
  );
