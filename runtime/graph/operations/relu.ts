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
  // Not by `max`, which takes three times as many instructions; NaN stays NaN all the same.
  lanes: (narrow, x) => narrow.where(narrow.not(narrow.lessEqual(x, narrow.constant(0))), x),
});

/** max(x, 0); its slope at 0 is 0. */
export const relu = (x: Value): Value => apply(reluOperation, [x], {});
