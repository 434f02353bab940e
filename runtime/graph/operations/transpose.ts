import { writeCopy } from '../../kernels/copy';
import { apply } from '../builder';
import type { Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { positionsOf, showShape, stridesOf } from '../shapes';

type TransposeAttributes = { readonly permutation: readonly number[] };

export const transposeOperation: Operation<TransposeAttributes> = {
  name: 'transpose',
  type: ([x], { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== x!.shape.length || sorted.some((axis, i) => axis !== i)) {
      throw new ShapeError(
        `transpose: ${showShape(permutation)} is no order of the axes of ${showShape(x!.shape)}`,
      );
    }
    return { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
  },
  gradient: (upstream, _result, _inputs, { permutation }) => [
    transpose(
      upstream,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  reference: ([x], { permutation }, { shape }) => {
    const strides = stridesOf(x!.shape);
    const at = positionsOf(
      shape,
      permutation.map((axis) => strides[axis]!),
    );
    return Float64Array.from(at, (position) => x!.data[position]!);
  },
  tfjs: (tf, [x], { permutation }) => tf.transpose(x!, [...permutation]),
  compiled: {
    kind: 'routine',
    write: ({ code, inputs: [x], result: { address, shape }, attributes: { permutation } }) => {
      const strides = stridesOf(x!.shape);
      const turned = permutation.map((axis) => strides[axis]!);
      const to = { address, strides: stridesOf(shape) };
      writeCopy(code, shape, { address: x!.address, strides: turned }, to);
    },
  },
};

/** Axes in another order: axis i of the result is axis `permutation[i]` of x. */
export const transpose = (x: Value, permutation: readonly number[]): Value =>
  apply(transposeOperation, [x], { permutation: [...permutation] });
