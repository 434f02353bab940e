import { writeScatterAdd } from '../../kernels/indexed';
import { apply } from '../builder';
import type { Value } from '../builder';
import { ShapeError } from '../operation';
import type { Operation } from '../operation';
import { requireType, sameShape, showShape } from '../shapes';
import { oneHotMatrix } from '../tfjs-wasm';
import { gather } from './gather';

type ScatterAttributes = { readonly rows: number };

export const scatterAddOperation: Operation<ScatterAttributes> = {
  name: 'scatterAdd',
  type: ([updates, indices], { rows }) => {
    requireType('scatterAdd', 'float32', updates!);
    requireType('scatterAdd', 'int32', indices!);
    if (!sameShape(updates!.shape.slice(0, -1), indices!.shape)) {
      throw new ShapeError(
        `scatterAdd: indices ${showShape(indices!.shape)} do not fit rows ${showShape(updates!.shape)}`,
      );
    }
    return { shape: [rows, updates!.shape.at(-1)!], dtype: 'float32' };
  },
  gradient: (upstream, _result, [, indices]) => [gather(upstream, indices!), null],
  reference: ([updates, indices], { rows }) => {
    const width = updates!.shape.at(-1)!;
    const result = new Float64Array(rows * width);
    indices!.data.forEach((index, i) => {
      for (let c = 0; c < width; c++) {
        result[index * width + c]! += updates!.data[i * width + c]!;
      }
    });
    return result;
  },
  /** As a product with the one-hot matrix: every backend has it, and it sums in a fixed order. */
  tfjs: (tf, [updates, indices], { rows }) => {
    const chosen = oneHotMatrix(tf, indices!, rows);
    const flat = tf.reshape(updates!, [-1, updates!.shape.at(-1)!]);
    return tf.matMul(chosen, flat, true);
  },
  compiled: {
    kind: 'routine',
    write: ({ code, inputs: [updates, indices], result }) =>
      writeScatterAdd(code, updates!, indices!, result),
  },
};

/** A table of `rows` in which row r is the sum of all updates [..., width] whose index [...] is r. */
export const scatterAdd = (updates: Value, indices: Value, rows: number): Value =>
  apply(scatterAddOperation, [updates, indices], { rows });
