import type { Tensor1D } from '@tensorflow/tfjs-core';
import { writeGather } from '../../kernels/indexed';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import { ShapeError } from '../operation';
import type { NoAttributes, Operation } from '../operation';
import { requireType, showShape, sizeOf } from '../shapes';
import { isWasm, oneHotMatrix } from '../tfjs-wasm';
import { scatterAdd } from './scatter-add';

export const gatherOperation: Operation<NoAttributes> = {
  name: 'gather',
  type: ([table, indices]) => {
    requireType('gather', 'float32', table!);
    requireType('gather', 'int32', indices!);
    if (table!.shape.length !== 2) {
      throw new ShapeError(
        `gather: a table has rank 2, but this one is ${showShape(table!.shape)}`,
      );
    }
    return { shape: [...indices!.shape, table!.shape[1]!], dtype: 'float32' };
  },
  gradient: (upstream, _result, [table, indices]) => [
    scatterAdd(upstream, indices!, table!.shape[0]!),
    null,
  ],
  reference: ([table, indices], _attributes, { shape }) => {
    const width = table!.shape[1]!;
    const result = new Float64Array(sizeOf(shape));
    indices!.data.forEach((index, i) =>
      result.set(table!.data.subarray(index * width, (index + 1) * width), i * width),
    );
    return result;
  },
  tfjs: (tf, [table, indices], _attributes, { shape }) => {
    const flat = tf.reshape(indices!, [-1]) as Tensor1D;
    const rows = isWasm(tf)
      ? tf.matMul(oneHotMatrix(tf, flat, table!.shape[0]!), table!, false, false)
      : tf.gather(table!, flat);
    return tf.reshape(rows, [...shape]);
  },
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [table, indices], result }) =>
        writeGather(code, table!, indices!, result.address),
    },
    [1],
  ),
};

/** Rows of a table [rows, width] at int32 indices [...]: [..., width]. An embedding is one. */
export const gather = (table: Value, indices: Value): Value =>
  apply(gatherOperation, [table, indices], {});
