import { kernelMath, type Lanes, type Narrow } from '../../../language';
import { apply } from '../builder';
import type { Value } from '../builder';
import { unaryOperation } from '../elementwise';
import { divide } from './divide';

/** The smallest float32 with all its digits. */
const SMALLEST = 2 ** -126;

export const logOperation = unaryOperation({
  name: 'log',
  of: Math.log,
  gradient: (upstream, _result, x) => divide(upstream, x),
  tfjs: (tf, x) => tf.log(x),
  lanes: (narrow, x) => logarithm(narrow, x),
});

/** −∞ at 0, NaN below it; numbers too small for all digits of a float32 count as the smallest that has them. */
function logarithm(narrow: Narrow, x: Lanes): Lanes {
  const zero = narrow.constant(0);
  const visible = narrow.max(x, narrow.constant(SMALLEST));
  const finite = narrow.wide([visible], kernelMath.log);
  const atZero = narrow.select(narrow.equal(x, zero), narrow.constant(-Infinity), finite);
  return narrow.select(narrow.less(x, zero), narrow.constant(NaN), atZero);
}

/** The natural logarithm of x. */
export const log = (x: Value): Value => apply(logOperation, [x], {});
