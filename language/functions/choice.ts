import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import { binary, definition, entry, type TfValue } from './describe';
import type { Argument, FunctionEntry, Meaning, Signature, TfjsWriter } from './entry';

import { cover, larger, mixture, smaller } from './interval';
import { scaling } from './rules';

const GROUP = 'choice and limits';

const num = (name: string): Argument => ({ name, kind: 'num' });

const numbers = (...args: Argument[]): Signature => ({
  arguments: args,
  result: { kind: 'num', extent: 'broadcast' },
});

const pick: Meaning = { per: 'element', of: (_round, c, x, y) => (c !== 0 ? x : y) };

function asTensor(tf: typeof tfjs, x: TfValue, dtype: 'bool' | 'float32'): Tensor {
  if (typeof x !== 'number') return x;
  return dtype === 'bool' ? tf.scalar(x !== 0, 'bool') : tf.scalar(x);
}

/** A condition known on the host picks one side, in the shape that both would have together. */
const writePick: TfjsWriter = (tf, [c, x, y]) => {
  const truths = [x, y].some((side) => typeof side !== 'number' && side.dtype === 'bool');
  const [left, right] = [x, y].map((side) => asTensor(tf, side, truths ? 'bool' : 'float32'));
  if (typeof c !== 'number') return tf.where(c, left, right);
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(left.shape, right.shape);
  return tf.broadcastTo(c !== 0 ? left : right, shape);
};

/** Choosing between values, mixing them, and keeping them within limits. */
export const choice: readonly FunctionEntry[] = [
  binary(
    GROUP,
    {
      name: 'max',
      kernel: (v, [x, y]) => v.max(x, y),
      awayFromZero: 'by one above 0',
      interval: larger,
      scaling: scaling.ALIKE,
      laws: { commutes: true, idempotent: true },
      summary: 'The larger of two.',
      formula: 'max(x, y)',
      hero: true,
    },
    Math.max,
    (tf, x, y) => tf.maximum(x, y),
  ),
  binary(
    GROUP,
    {
      name: 'min',
      kernel: (v, [x, y]) => v.min(x, y),
      interval: smaller,
      scaling: scaling.ALIKE,
      laws: { commutes: true, idempotent: true },
      summary: 'The smaller of two.',
      formula: 'min(x, y)',
      hero: true,
    },
    Math.min,
    (tf, x, y) => tf.minimum(x, y),
  ),
  entry(
    GROUP,
    {
      name: 'interp',
      kernel: (v, [x, y, a]) => v.add(v.multiply(v.complement(a), x), v.multiply(a, y)),
      interval: mixture,
      scaling: scaling.ALIKE,
      aliases: ['interpolate'],
      summary: 'Mixes x and y: a moving average keeps the share a of its old value y.',
      formula: '(1 − a)·x + a·y',
      edge: 'a outside [0, 1] extrapolates.',
      hero: true,
    },
    numbers(num('x'), num('y'), { name: 'a', kind: 'num', exact: true }),
    {
      per: 'element',
      of: (round, x, y, a) => round(round(round(1 - a) * x) + round(round(a) * y)),
    },
    (tf, [x, y, a]) => {
      const rest = typeof a === 'number' ? 1 - a : tf.sub(1, a);
      return tf.add(tf.mul(rest, x), tf.mul(a, y));
    },
  ),
  entry(
    GROUP,
    {
      name: 'clamp',
      kernel: (v, [x, lo, hi]) => v.max(lo, v.min(x, hi)),
      interval: (x, lo, hi) => larger(lo, smaller(x, hi)),
      scaling: { kind: 'alike', of: [0, 1, 2], gives: 'same' },
      summary: 'x, kept between two limits.',
      formula: 'max(lo, min(x, hi))',
      edge: 'Where lo > hi the result is lo.',
    },
    numbers(num('x'), num('lo'), num('hi')),
    { per: 'element', of: (_round, x, lo, hi) => Math.max(lo, Math.min(x, hi)) },
    (tf, [x, lo, hi]) => tf.maximum(lo, tf.minimum(x, hi)),
  ),
  entry(
    GROUP,
    {
      name: 'where',
      kernel: (v, [c, x, y]) => v.select(c, x, y),
      interval: (_, x, y) => cover(x, y),
      scaling: { kind: 'alike', of: [1, 2], gives: 'same' },
      summary: 'x where the condition holds, y elsewhere; both are worked out.',
      formula: 'c ? x : y',
    },
    numbers({ name: 'c', kind: 'bool' }, num('x'), num('y')),
    pick,
    writePick,
  ),
  entry(
    GROUP,
    {
      name: 'choose',
      kernel: (v, [c, x, y]) => v.select(c, x, y),
      interval: (_, x, y) => cover(x, y),
      scaling: { kind: 'alike', of: [1, 2], gives: 'same' },
      callable: false,
      summary: 'What an if leaves behind: the value from the branch that was taken.',
      formula: 'c ? x : y',
    },
    {
      arguments: [
        { name: 'c', kind: 'bool', finest: 'tensor' },
        { name: 'x', kind: 'num or bool' },
        { name: 'y', kind: 'num or bool' },
      ],
      result: { kind: 'num', extent: 'broadcast' },
    },
    pick,
    writePick,
  ),
  definition(
    GROUP,
    {
      name: 'clip',
      aliases: ['clip_by_global_norm'],
      summary: 'Scales x down so that its norm over all parameters is at most c.',
      formula: 'x · min(1, c / ‖x‖ over all parameters)',
      edge: 'A norm of zero leaves x as it is.',
      hero: true,
    },
    numbers(num('x'), { name: 'c', kind: 'num', finest: 'model' }),
    'x * min(1, c / global_norm(x))',
  ),
  definition(
    GROUP,
    {
      name: 'clip_by_norm',
      summary: 'Scales each tensor of x down so that its own norm is at most c.',
      formula: 'x · min(1, c / ‖x‖)',
      edge: 'A norm of zero leaves x as it is.',
    },
    numbers(num('x'), { name: 'c', kind: 'num', finest: 'tensor' }),
    'x * min(1, c / norm(x))',
  ),
];
