import { writeArgmax } from '../../kernels/indexed';
import { apply } from '../builder';
import type { Value } from '../builder';
import { cutByRows } from '../cutting';
import type { NoAttributes, Operation } from '../operation';
import { requireType, sizeOf } from '../shapes';

export const argmaxOperation: Operation<NoAttributes> = {
  name: 'argmax',
  type: ([x]) => {
    requireType('argmax', 'float32', x!);
    return { shape: x!.shape.slice(0, -1), dtype: 'int32' };
  },
  gradient: null,
  reference: ([x], _attributes, { shape }) => {
    const width = x!.shape.at(-1)!;
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      const row = x!.data.subarray(i * width, (i + 1) * width);
      return row.reduce((best, value, at) => (value > row[best]! ? at : best), 0);
    });
  },
  tfjs: (tf, [x]) => tf.argMax(x!, -1),
  compiled: cutByRows(
    {
      kind: 'routine',
      write: ({ code, inputs: [x], result }) => writeArgmax(code, x!, result.address),
    },
    [0],
  ),
};

/** Where along the last axis the greatest element stands (the first of equal ones), as int32. */
export const argmax = (x: Value): Value => apply(argmaxOperation, [x], {});
