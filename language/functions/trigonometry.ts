import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { binary, unary } from './describe';
import type { FunctionEntry } from './entry';
import * as kernels from './kernel-math';
import * as float32 from './float32-math';
import {
  inNarrow,
  inWide,
  type Arithmetic,
  type KernelWriter,
  type Lanes,
  type Wide,
} from './lanes';
import { BELOW_ONE } from './limits';
import { acos, acosh, asin, asinh, atan, atan2, atanh, cos, sin, tan, tanh } from './scalar-math';
import { writeSign } from './tfjs-sign';

import { between, increasing, within } from './interval';
import { scaling } from './rules';

const GROUP = 'trigonometry';

const clamped = (low: number, high: number, x: number): number => Math.max(low, Math.min(x, high));

const FAR = 'A GPU loses digits beyond some thousands of radians, and all of them beyond 10¹⁰.';

/** From here on arcsinh x and arccosh x are ln 2x to float32's last digit. */
const LARGE = 1e5;

/** arcsinh or arccosh of x ≥ 0; GPUs square x inside, which must not overflow. */
function writeLargeAsLog(tf: typeof tfjs, x: Tensor, of: (x: Tensor) => Tensor): Tensor {
  const asLog = tf.add(tf.log(tf.maximum(x, LARGE)), Math.LN2);
  return tf.where(tf.greater(x, LARGE), asLog, of(tf.minimum(x, LARGE)));
}

/** x, kept between −limit and limit. */
const clampedLanes = (lanes: Arithmetic, x: Lanes, limit: number): Lanes =>
  lanes.max(lanes.constant(-limit), lanes.min(x, lanes.constant(limit)));

/** Far angles are rare, and left to the function's meaning. */
const writeCircular =
  (of: (wide: Wide, x: Lanes) => Lanes): KernelWriter =>
  (v, [x]) =>
    v.rarely(v.less(v.constant(kernels.ANGLE_REACH), v.abs(x)), v.wide([x], of));

/** Trigonometric functions, their inverses, and their hyperbolic kin; domains are clamped, never left. */
export const trigonometry: readonly FunctionEntry[] = [
  unary(
    GROUP,
    {
      name: 'sin',
      kernel: writeCircular(kernels.sin),
      wgsl: 'circular(x).x',
      interval: within(-1, 1),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd' },
      summary: 'Sine.',
      formula: 'sin x',
      edge: FAR,
      hero: true,
    },
    sin,
    (tf, x) => tf.sin(x),
  ),
  unary(
    GROUP,
    {
      name: 'cos',
      kernel: writeCircular(kernels.cos),
      wgsl: 'circular(x).y',
      interval: within(-1, 1),
      scaling: scaling.PLAIN,
      laws: { parity: 'even' },
      summary: 'Cosine.',
      formula: 'cos x',
      edge: FAR,
      hero: true,
    },
    cos,
    (tf, x) => tf.cos(x),
  ),
  unary(
    GROUP,
    {
      name: 'tan',
      kernel: writeCircular(kernels.tan),
      wgsl: 'circular(x).x / circular(x).y',
      scaling: scaling.PLAIN,
      laws: { parity: 'odd' },
      summary: 'Tangent.',
      formula: 'tan x',
      edge: FAR,
      hero: true,
    },
    tan,
    (tf, x) => tf.tan(x),
  ),
  unary(
    GROUP,
    {
      name: 'arcsin',
      kernel: inNarrow((narrow, x) => float32.arcsin(narrow, clampedLanes(narrow, x, 1))),
      interval: increasing((x) => asin(clamped(-1, 1, x)), true),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd', keepsSign: true },
      summary: 'Inverse sine.',
      formula: 'arcsin x',
      edge: 'The argument is clamped to [−1, 1].',
      hero: true,
    },
    (x) => asin(clamped(-1, 1, x)),
    (tf, x) => tf.asin(tf.clipByValue(x, -1, 1)),
  ),
  unary(
    GROUP,
    {
      name: 'arccos',
      kernel: inNarrow((narrow, x) => float32.arccos(narrow, clampedLanes(narrow, x, 1))),
      interval: ({ low, high }) => between(acos(clamped(-1, 1, high)), acos(clamped(-1, 1, low))),
      scaling: scaling.PLAIN,
      summary: 'Inverse cosine.',
      formula: 'arccos x',
      edge: 'The argument is clamped to [−1, 1].',
      hero: true,
    },
    (x) => acos(clamped(-1, 1, x)),
    (tf, x) => tf.acos(tf.clipByValue(x, -1, 1)),
  ),
  unary(
    GROUP,
    {
      name: 'arctan',
      kernel: inWide(kernels.arctan),
      wgsl: 'atan_f32(x)',
      interval: increasing(Math.atan, true),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd', keepsSign: true },
      summary: 'Inverse tangent.',
      formula: 'arctan x',
      hero: true,
    },
    atan,
    (tf, x) => tf.atan(x),
  ),
  binary(
    GROUP,
    {
      name: 'arctan2',
      kernel: (v, args) => v.wide(args, kernels.arctan2),
      wgsl: 'atan2_f32(x, y)',
      interval: within(-Math.PI, Math.PI),
      scaling: { kind: 'alike', of: [0, 1], gives: 'plain' },
      arguments: ['y', 'x'],
      summary: 'Angle of the point (x, y), from −π to π.',
      formula: 'arctan2(y, x)',
      edge: 'arctan2(0, 0) = 0.',
    },
    atan2,
    (tf, y, x) => {
      const angle = tf.atan2(y as Tensor, x as Tensor);
      const bothZero = tf.logicalAnd(tf.equal(y, 0), tf.equal(x, 0));
      return tf.where(bothZero, tf.zerosLike(angle), angle);
    },
  ),
  unary(
    GROUP,
    {
      name: 'tanh',
      kernel: inNarrow(float32.tanh),
      interval: increasing(Math.tanh, true),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd', keepsSign: true },
      summary: 'Hyperbolic tangent.',
      formula: 'tanh x',
      hero: true,
    },
    tanh,
    (tf, x) => tf.tanh(x),
  ),
  unary(
    GROUP,
    {
      name: 'arcsinh',
      kernel: inWide(kernels.arcsinh),
      wgsl: 'asinh_f32(x)',
      interval: increasing(Math.asinh, true),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd', keepsSign: true },
      summary: 'Inverse hyperbolic sine.',
      formula: 'ln(x + √(x² + 1))',
      hero: true,
    },
    asinh,
    (tf, x) => {
      const size = writeLargeAsLog(tf, tf.abs(x), tf.asinh);
      return tf.mul(writeSign(tf, x), size);
    },
  ),
  unary(
    GROUP,
    {
      name: 'arccosh',
      kernel: inWide((wide, x) => kernels.arccosh(wide, wide.max(wide.constant(1), x))),
      wgsl: 'acosh_f32(max(x, 1.0))',
      interval: ({ low, high }) =>
        between(Math.acosh(Math.max(1, low)), Math.acosh(Math.max(1, high))),
      scaling: scaling.PLAIN,
      summary: 'Inverse hyperbolic cosine.',
      formula: 'ln(x + √(x² − 1))',
      edge: 'An argument below 1 counts as 1.',
      hero: true,
    },
    (x) => acosh(Math.max(1, x)),
    (tf, x) => writeLargeAsLog(tf, tf.maximum(x, 1), tf.acosh),
  ),
  unary(
    GROUP,
    {
      name: 'arctanh',
      kernel: inWide((wide, x) => kernels.arctanh(wide, clampedLanes(wide, x, BELOW_ONE))),
      wgsl: `atanh_f32(clamp(x, -${BELOW_ONE}f, ${BELOW_ONE}f))`,
      interval: increasing((x) => Math.atanh(clamped(-BELOW_ONE, BELOW_ONE, x)), true),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd', keepsSign: true },
      summary: 'Inverse hyperbolic tangent.',
      formula: '½·ln((1 + x) / (1 − x))',
      edge: 'The argument is clamped just inside (−1, 1), so the result stays within ±8.67.',
      hero: true,
    },
    (x) => atanh(clamped(-BELOW_ONE, BELOW_ONE, x)),
    (tf, x) => tf.atanh(tf.clipByValue(x, -BELOW_ONE, BELOW_ONE)),
  ),
];
