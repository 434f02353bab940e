import { apply } from '../builder';
import type { Value } from '../builder';
import { elements } from '../lowering';
import type { NoAttributes, Operation } from '../operation';
import { requireType } from '../shapes';

export const castOperation: Operation<NoAttributes> = {
  name: 'cast',
  type: ([x]) => {
    requireType('cast', 'int32', x!);
    return { shape: x!.shape, dtype: 'float32' };
  },
  gradient: null,
  reference: ([x]) => x!.data.slice(),
  tfjs: (tf, [x]) => tf.cast(x!, 'float32'),
  compiled: elements((_narrow, [x]) => x!),
};

/** Whole numbers as float32. */
export const cast = (x: Value): Value => apply(castOperation, [x], {});
