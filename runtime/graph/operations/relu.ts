import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { multiply } from './multiply';
import { step } from './step';

export const reluOperation = unaryOperation({
  name: 'relu',
  of: (x) => Math.max(x, 0),
  gradient: (upstream, result) => multiply(upstream, step(result)),
  tfjs: (tf, x) => tf.relu(x),
  lanes: (narrow, x) => narrow.max(x, narrow.constant(0)),
});

/** max(x, 0); its slope at 0 is 0. */
export const relu = (x: Value): Value => apply(reluOperation, [x], {});
