import { writeOneHot } from '../../kernels/indexed';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import type { Operation } from '../operation';
import { requireType, sizeOf } from '../shapes';
import { oneHotMatrix } from '../tfjs-wasm';

type OneHotAttributes = { readonly depth: number };

export const oneHotOperation: Operation<OneHotAttributes> = {
  name: 'oneHot',
  type: ([indices], { depth }) => {
    requireType('oneHot', 'int32', indices!);
    return { shape: [...indices!.shape, depth], dtype: 'float32' };
  },
  gradient: null,
  reference: ([indices], { depth }, { shape }) => {
    const result = new Float64Array(sizeOf(shape));
    indices!.data.forEach((index, i) => (result[i * depth + index] = 1));
    return result;
  },
  tfjs: (tf, [indices], { depth }, { shape }) =>
    tf.reshape(oneHotMatrix(tf, indices!, depth), [...shape]),
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [indices], result }) => writeOneHot(code, indices!, result),
    },
    [0],
  ),
};

/** 1 at each index of a new last axis of extent `depth`, 0 elsewhere. */
export const oneHot = (indices: Value, depth: number): Value =>
  apply(oneHotOperation, [indices], { depth });
