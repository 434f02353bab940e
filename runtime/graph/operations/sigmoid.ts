import * as float32 from '../../kernels/float32-math';
import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { multiply } from './multiply';
import { subtract } from './subtract';

export const sigmoidOperation = unaryOperation({
  name: 'sigmoid',
  of: (x) => 1 / (1 + Math.exp(-x)),
  gradient: (upstream, result) => multiply(upstream, multiply(result, subtract(1, result))),
  tfjs: (tf, x) => tf.sigmoid(x),
  lanes: float32.sigmoid,
});

/** 1 / (1 + e⁻ˣ). */
export const sigmoid = (x: Value): Value => apply(sigmoidOperation, [x], {});
