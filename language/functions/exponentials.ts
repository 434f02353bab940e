import { unary } from './describe';
import type { FunctionEntry } from './entry';
import * as kernels from './kernel-math';
import * as float32 from './float32-math';
import {
  inNarrow,
  inWide,
  type Arithmetic,
  type KernelWriter,
  type Lanes,
  type Narrow,
  type Wide,
} from './lanes';
import { EXP10_LIMIT, EXP2_LIMIT, EXP_LIMIT, HYPERBOLIC_LIMIT, SMALLEST } from './limits';
import { cosh, exp, expm1, log, log1p, pow, sinh } from './scalar-math';

import {
  between,
  exactly as exactInterval,
  increasing,
  magnitude,
  sum,
  within,
  type IntervalRule,
} from './interval';
import { scaling } from './rules';

const GROUP = 'exponentials and logarithms';

const cutBoth = (x: number): number => Math.max(-HYPERBOLIC_LIMIT, Math.min(x, HYPERBOLIC_LIMIT));

const visible = (x: number): number => Math.max(Math.abs(x), SMALLEST);

/** log|1 + x|; accurate near 0, and cut off as `log` is near −1. */
const logOnePlus = (x: number): number => (x > -0.5 ? log1p(x) : log(visible(1 + x)));

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Of ln|x| / base, floored where nothing smaller is seen. */
function logarithm(base: number): IntervalRule {
  const of = (x: number): number => Math.log(visible(x)) / base;
  return (x) => increasing(of)(magnitude(x));
}

const cutLanes = (lanes: Arithmetic, x: Lanes): Lanes =>
  lanes.max(lanes.constant(-HYPERBOLIC_LIMIT), lanes.min(x, lanes.constant(HYPERBOLIC_LIMIT)));

const visibleLanes = (wide: Wide, x: Lanes): Lanes =>
  wide.max(wide.abs(x), wide.constant(SMALLEST));

/** A function of what is not above the limit. */
const upTo = (limit: number, of: (narrow: Narrow, x: Lanes) => Lanes): KernelWriter =>
  inNarrow((narrow, x) => of(narrow, narrow.min(x, narrow.constant(limit))));

const writeLogOnePlus = (wide: Wide, x: Lanes): Lanes => {
  const sum = visibleLanes(wide, wide.add(x, wide.constant(1)));
  const near = wide.less(wide.constant(-0.5), x);
  return wide.select(near, kernels.log1p(wide, x), kernels.log(wide, sum));
};

const CUT = 'The argument is cut off where float32 would overflow, so the result is finite.';
const FLOOR =
  'Nothing below 1.18e-38 is seen, so the result at 0 is finite; a negative number counts as its absolute value.';

/** The exponential family, cut off before it overflows, and the logarithms, floored at zero. */
export const exponentials: readonly FunctionEntry[] = [
  unary(
    GROUP,
    {
      name: 'exp',
      kernel: upTo(EXP_LIMIT, float32.exp),
      interval: ({ low, high }) => between(exp(low), exp(Math.min(high, EXP_LIMIT)), false),
      scaling: scaling.PLAIN,
      summary: 'Exponential.',
      formula: 'eˣ',
      edge: CUT,
      hero: true,
    },
    (x) => exp(Math.min(x, EXP_LIMIT)),
    (tf, x) => tf.exp(tf.minimum(x, EXP_LIMIT)),
  ),
  unary(
    GROUP,
    {
      name: 'exp2',
      kernel: upTo(EXP2_LIMIT, float32.exp2),
      interval: ({ low, high }) =>
        between(2 ** Math.min(low, EXP2_LIMIT), 2 ** Math.min(high, EXP2_LIMIT), false),
      scaling: scaling.PLAIN,
      summary: 'Power of two.',
      formula: '2ˣ',
      edge: CUT,
      hero: true,
    },
    (x) => pow(2, Math.min(x, EXP2_LIMIT)),
    (tf, x) => tf.pow(2, tf.minimum(x, EXP2_LIMIT)),
  ),
  unary(
    GROUP,
    {
      name: 'exp10',
      kernel: upTo(EXP10_LIMIT, float32.exp10),
      interval: ({ low, high }) =>
        between(10 ** Math.min(low, EXP10_LIMIT), 10 ** Math.min(high, EXP10_LIMIT), false),
      scaling: scaling.PLAIN,
      summary: 'Power of ten.',
      formula: '10ˣ',
      edge: CUT,
      hero: true,
    },
    (x) => pow(10, Math.min(x, EXP10_LIMIT)),
    (tf, x) => tf.pow(10, tf.minimum(x, EXP10_LIMIT)),
  ),
  unary(
    GROUP,
    {
      name: 'expm1',
      kernel: inWide((wide, x) => kernels.expm1(wide, wide.min(x, wide.constant(EXP_LIMIT)))),
      wgsl: `expm1_f32(min(x, ${EXP_LIMIT}))`,
      interval: increasing((x) => expm1(Math.min(x, EXP_LIMIT)), true),
      scaling: scaling.PLAIN,
      laws: { keepsSign: true },
      summary: 'Exponential minus one, accurate near zero.',
      formula: 'eˣ − 1',
      edge: CUT,
      hero: true,
    },
    (x) => expm1(Math.min(x, EXP_LIMIT)),
    (tf, x) => tf.expm1(tf.minimum(x, EXP_LIMIT)),
  ),
  unary(
    GROUP,
    {
      name: 'sinh',
      kernel: inNarrow((narrow, x) => float32.sinh(narrow, cutLanes(narrow, x))),
      interval: increasing((x) => sinh(cutBoth(x)), true),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd', keepsSign: true },
      summary: 'Hyperbolic sine.',
      formula: '(eˣ − e⁻ˣ) / 2',
      edge: CUT,
      hero: true,
    },
    (x) => sinh(cutBoth(x)),
    (tf, x) => tf.sinh(tf.clipByValue(x, -HYPERBOLIC_LIMIT, HYPERBOLIC_LIMIT)),
  ),
  unary(
    GROUP,
    {
      name: 'cosh',
      kernel: inNarrow((narrow, x) => float32.cosh(narrow, cutLanes(narrow, x))),
      interval: (x) => increasing((size) => cosh(cutBoth(size)))(magnitude(x)),
      scaling: scaling.PLAIN,
      laws: { parity: 'even' },
      summary: 'Hyperbolic cosine.',
      formula: '(eˣ + e⁻ˣ) / 2',
      edge: CUT,
      hero: true,
    },
    (x) => cosh(cutBoth(x)),
    (tf, x) => tf.cosh(tf.clipByValue(x, -HYPERBOLIC_LIMIT, HYPERBOLIC_LIMIT)),
  ),
  unary(
    GROUP,
    {
      name: 'log',
      kernel: inWide((wide, x) => kernels.log(wide, visibleLanes(wide, x))),
      wgsl: `log_f32(max(abs(x), ${SMALLEST}))`,
      interval: logarithm(1),
      scaling: scaling.PLAIN,
      laws: { parity: 'even' },
      summary: 'Natural logarithm of the absolute value.',
      formula: 'ln |x|',
      edge: FLOOR,
      hero: true,
    },
    (x) => log(visible(x)),
    (tf, x) => tf.log(tf.maximum(tf.abs(x), SMALLEST)),
  ),
  unary(
    GROUP,
    {
      name: 'log2',
      kernel: inWide((wide, x) =>
        wide.divide(kernels.log(wide, visibleLanes(wide, x)), wide.constant(Math.LN2)),
      ),
      wgsl: `log_f32(max(abs(x), ${SMALLEST})) * ${Math.LOG2E}`,
      interval: logarithm(Math.LN2),
      scaling: scaling.PLAIN,
      laws: { parity: 'even' },
      summary: 'Logarithm to base 2 of the absolute value.',
      formula: 'log₂ |x|',
      edge: FLOOR,
      hero: true,
    },
    (x) => log(visible(x)) / Math.LN2,
    (tf, x) => tf.div(tf.log(tf.maximum(tf.abs(x), SMALLEST)), Math.LN2),
  ),
  unary(
    GROUP,
    {
      name: 'log10',
      kernel: inWide((wide, x) =>
        wide.divide(kernels.log(wide, visibleLanes(wide, x)), wide.constant(Math.LN10)),
      ),
      wgsl: `log_f32(max(abs(x), ${SMALLEST})) * ${Math.LOG10E}`,
      interval: logarithm(Math.LN10),
      scaling: scaling.PLAIN,
      laws: { parity: 'even' },
      summary: 'Logarithm to base 10 of the absolute value.',
      formula: 'log₁₀ |x|',
      edge: FLOOR,
      hero: true,
    },
    (x) => log(visible(x)) / Math.LN10,
    (tf, x) => tf.div(tf.log(tf.maximum(tf.abs(x), SMALLEST)), Math.LN10),
  ),
  unary(
    GROUP,
    {
      name: 'log1p',
      kernel: inWide(writeLogOnePlus),
      wgsl: 'log1p_f32(x)',
      interval: (x) =>
        x.low >= 0 ? increasing(Math.log1p, true)(x) : logarithm(1)(sum(x, exactInterval(1))),
      scaling: scaling.PLAIN,
      summary: 'Logarithm of |1 + x|, accurate near zero.',
      formula: 'ln |1 + x|',
      edge: FLOOR,
      hero: true,
    },
    logOnePlus,
    (tf, x) =>
      tf.where(
        tf.greater(x, -0.5),
        tf.log1p(tf.maximum(x, -0.5)),
        tf.log(tf.maximum(tf.abs(tf.add(x, 1)), SMALLEST)),
      ),
  ),
  unary(
    GROUP,
    {
      name: 'sigmoid',
      kernel: inNarrow(float32.sigmoid),
      interval: ({ low, high }) => between(logistic(low), logistic(high), false),
      scaling: scaling.PLAIN,
      summary: 'Logistic function, from 0 to 1.',
      formula: '1 / (1 + e⁻ˣ)',
    },
    (x) => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))),
    (tf, x) => tf.sigmoid(x),
  ),
  unary(
    GROUP,
    {
      name: 'softplus',
      kernel: inWide(kernels.softplus),
      wgsl: 'max(x, 0.0) + log1p_f32(exp_f32(-abs(x)))',
      interval: within(0, Infinity, false),
      scaling: scaling.PLAIN,
      summary: 'Smooth form of max(x, 0).',
      formula: 'ln(1 + eˣ)',
    },
    (x) => Math.max(x, 0) + log1p(exp(-Math.abs(x))),
    (tf, x) => tf.softplus(x),
  ),
];
