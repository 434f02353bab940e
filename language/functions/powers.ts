import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { binaryOperator, PRECEDENCE, unary, type TfValue } from './describe';
import { writeDivision } from './arithmetic';
import type { FunctionEntry } from './entry';
import { powerOfSize } from './kernel-math';
import type { KernelWriter } from './lanes';
import { cbrt, pow } from './scalar-math';
import { writeSign } from './tfjs-sign';

import { inverse, power as powerInterval, powerOf } from './interval';
import { asPower } from './rules';

const GROUP = 'powers and roots';

/** x^p, with |x| for an exponent that is not whole, 0 for a negative power of 0, and 0^0 = 1. */
function power(x: number, p: number): number {
  if (x === 0) return p === 0 ? 1 : 0;
  if (!Number.isInteger(p)) return pow(Math.abs(x), p);
  const size = pow(Math.abs(x), p);
  return x < 0 && p % 2 !== 0 ? -size : size;
}

/** The same by tensors; written out because backends differ on negative and zero bases. */
function writePower(tf: typeof tfjs, x: TfValue, p: TfValue): Tensor {
  if (typeof p === 'number') return writeFixedPower(tf, x as Tensor, p);
  const base = typeof x === 'number' ? tf.scalar(x) : x;
  const size = tf.pow(tf.abs(base), p);
  const whole = tf.equal(p, tf.floor(p));
  const odd = tf.logicalAnd(whole, tf.notEqual(p, tf.mul(2, tf.floor(tf.div(p, 2)))));
  const signed = tf.where(odd, tf.mul(size, writeSign(tf, base)), size);
  const atZero = tf.cast(tf.equal(p, 0), 'float32');
  return tf.where(tf.equal(base, 0), atZero, signed);
}

function writeFixedPower(tf: typeof tfjs, x: Tensor, p: number): Tensor {
  if (p === 0) return tf.onesLike(x);
  if (p === 1) return tf.clone(x);
  if (p === 2) return tf.square(x);
  const size = tf.pow(tf.abs(x), p);
  const signed = Number.isInteger(p) && p % 2 !== 0 ? tf.mul(size, writeSign(tf, x)) : size;
  return tf.where(tf.equal(x, 0), tf.zerosLike(x), signed);
}

/** By logarithm and exponential; then what they cannot say of 0, and the sign of odd powers. */
const writeKernelPower: KernelWriter = (v, args) =>
  v.wide(args, (wide, x, p) => {
    const [zero, half] = [wide.constant(0), wide.constant(1 / 2)];
    const size = powerOfSize(wide, x, p);
    const halved = wide.multiply(p, half);
    const whole = wide.equal(p, wide.floor(p));
    const odd = wide.and(whole, wide.notEqual(halved, wide.floor(halved)));
    const negative = wide.and(odd, wide.less(x, zero));
    const signed = wide.select(negative, wide.negative(size), size);
    const atZero = wide.where(wide.notEqual(x, zero), signed);
    return wide.select(wide.equal(p, zero), wide.constant(1), atZero);
  });

const writeCubeRoot: KernelWriter = (v, [x]) =>
  v.wide([x], (wide, x) => {
    const size = powerOfSize(wide, x, wide.constant(1 / 3));
    return wide.select(wide.equal(x, wide.constant(0)), x, wide.copySign(size, x));
  });

/** Powers, roots and the reciprocal. */
export const powers: readonly FunctionEntry[] = [
  binaryOperator(
    GROUP,
    {
      name: 'power',
      kernel: writeKernelPower,
      wgsl: 'pow_f32(x, y)',
      interval: powerInterval,
      scaling: { kind: 'power' },
      symbol: '**',
      precedence: PRECEDENCE.power,
      rightAssociative: true,
      callable: true,
      summary: 'Power; of |x| where the exponent is not a whole number.',
      formula: 'xᵖ',
      edge: '0 to a negative power = 0, and 0 ** 0 = 1.',
      hero: true,
    },
    power,
    writePower,
  ),
  unary(
    GROUP,
    {
      name: 'square',
      kernel: (v, [x]) => v.multiply(x, x),
      interval: (x) => powerOf(x, 2, false),
      ...asPower(0, 2),
      summary: 'Second power.',
      formula: 'x²',
      hero: true,
    },
    (x) => x * x,
    (tf, x) => tf.square(x),
  ),
  unary(
    GROUP,
    {
      name: 'cube',
      kernel: (v, [x]) => v.wide([x], (wide, x) => wide.multiply(wide.multiply(x, x), x)),
      wgsl: 'x * x * x',
      interval: (x) => powerOf(x, 3, true),
      ...asPower(1, 3),
      summary: 'Third power, sign kept.',
      formula: 'x³',
      hero: true,
    },
    (x) => x * x * x,
    (tf, x) => tf.mul(tf.square(x), x),
  ),
  unary(
    GROUP,
    {
      name: 'sqrt',
      kernel: (v, [x]) => v.sqrt(v.abs(x)),
      interval: (x) => powerOf(x, 1 / 2, false),
      ...asPower(0, 1 / 2),
      summary: 'Square root of the absolute value.',
      formula: '√|x|',
      edge: 'A negative number counts as its absolute value.',
      hero: true,
    },
    (x) => Math.sqrt(Math.abs(x)),
    (tf, x) => tf.sqrt(tf.abs(x)),
  ),
  unary(
    GROUP,
    {
      name: 'cbrt',
      kernel: writeCubeRoot,
      wgsl: 'cbrt_f32(x)',
      interval: (x) => powerOf(x, 1 / 3, true),
      ...asPower(1, 1 / 3),
      summary: 'Cube root, sign kept.',
      formula: '∛x',
      hero: true,
    },
    cbrt,
    (tf, x) => tf.mul(writeSign(tf, x), tf.pow(tf.abs(x), 1 / 3)),
  ),
  unary(
    GROUP,
    {
      name: 'reciprocal',
      kernel: (v, [x], [known]) => writeDivision(v, [v.constant(1), x], [known, known]),
      interval: inverse,
      ...asPower(1, -1),
      summary: 'One divided by x.',
      formula: '1 / x',
      edge: 'reciprocal(0) = 0.',
      hero: true,
    },
    (x) => (x === 0 ? 0 : 1 / x),
    (tf, x) => tf.divNoNan(1, x),
  ),
];
