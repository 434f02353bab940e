import type { Tensor } from '@tensorflow/tfjs-core';
import { binaryOperator, entry, PRECEDENCE, unary, unaryOperator } from './describe';
import type { FunctionEntry } from './entry';
import * as float32 from './float32-math';
import { inNarrow, type KernelWriter } from './lanes';
import { writeSign } from './tfjs-sign';
import { erf, roundHalfToEven } from './scalar-math';

import {
  between,
  EVERYTHING,
  increasing,
  inverse,
  magnitude,
  opposite,
  product,
  sum,
} from './interval';
import { asPower, scaling } from './rules';

const GROUP = 'arithmetic';

/** The remainder with the sign of the divisor, as in Python; 0 for a divisor of 0. */
function remainder(x: number, n: number): number {
  if (n === 0) return 0;
  const rest = x % n;
  return rest !== 0 && rest < 0 !== n < 0 ? rest + n : rest;
}

/** The guard against a divisor of 0 is left out where there can be none. */
export const writeDivision: KernelWriter = (v, [x, y], [, divisor]) => {
  if (divisor.nonZero) return divisor.moderate ? v.quotient(x, y) : v.divide(x, y);
  return v.where(v.notEqual(y, v.constant(0)), v.divide(x, y));
};

/** ±1, but 0 and NaN stay as they are. */
const writeKernelSign: KernelWriter = (v, [x]) => {
  const other = v.or(v.less(x, v.constant(0)), v.less(v.constant(0), x));
  return v.select(other, v.copySign(v.constant(1), x), x);
};

/** Sums, products, quotients and what leaves the size of a number alone. */
export const arithmetic: readonly FunctionEntry[] = [
  binaryOperator(
    GROUP,
    {
      name: 'add',
      kernel: (v, [x, y]) => v.add(x, y),
      awayFromZero: 'by one of one sign',
      interval: sum,
      scaling: scaling.ALIKE,
      laws: { commutes: true },
      symbol: '+',
      precedence: PRECEDENCE.sum,
      summary: 'Sum.',
      formula: 'x + y',
      hero: true,
    },
    (x, y) => x + y,
    (tf, x, y) => tf.add(x, y),
  ),
  binaryOperator(
    GROUP,
    {
      name: 'subtract',
      kernel: (v, [x, y]) => v.subtract(x, y),
      interval: (x, y) => sum(x, opposite(y)),
      scaling: scaling.ALIKE,
      symbol: '-',
      precedence: PRECEDENCE.sum,
      summary: 'Difference.',
      formula: 'x − y',
      hero: true,
    },
    (x, y) => x - y,
    (tf, x, y) => tf.sub(x, y),
  ),
  binaryOperator(
    GROUP,
    {
      name: 'multiply',
      kernel: (v, [x, y]) => v.multiply(x, y),
      interval: product,
      scaling: { kind: 'product', exponents: [1, 1] },
      laws: { commutes: true },
      symbol: '*',
      precedence: PRECEDENCE.product,
      summary: 'Product, element by element.',
      formula: 'x · y',
      hero: true,
    },
    (x, y) => x * y,
    (tf, x, y) => tf.mul(x, y),
  ),
  binaryOperator(
    GROUP,
    {
      name: 'divide',
      kernel: writeDivision,
      interval: (x, y) => product(x, inverse(y)),
      scaling: { kind: 'product', exponents: [1, -1] },
      symbol: '/',
      precedence: PRECEDENCE.product,
      summary: 'Quotient; dividing by zero gives zero.',
      formula: 'x / y',
      edge: 'x / 0 = 0, and 0 / 0 = 0.',
      hero: true,
    },
    (x, y) => (y === 0 ? 0 : x / y),
    (tf, x, y) => {
      if (typeof y !== 'number') return tf.divNoNan(x, y);
      return y === 0 ? tf.zerosLike(x as Tensor) : tf.div(x, y);
    },
  ),
  entry(
    GROUP,
    {
      name: 'remainder',
      scaling: scaling.PLAIN,
      interval: (_, n) => (n.low >= 0 ? between(0, n.high) : EVERYTHING),
      operator: { symbol: '%', arity: 2, precedence: PRECEDENCE.product },
      callable: false,
      summary: 'Remainder of a division, with the sign of the divisor.',
      formula: 'x − n·⌊x / n⌋',
      edge: 'x % 0 = 0.',
    },
    {
      arguments: [
        { name: 'x', kind: 'num', finest: 'model' },
        { name: 'n', kind: 'num', finest: 'model' },
      ],
      result: { kind: 'num', extent: 'model' },
    },
    { per: 'element', of: (round, x, n) => round(remainder(x, n)) },
    null,
  ),
  unaryOperator(
    GROUP,
    {
      name: 'negative',
      kernel: (v, [x]) => v.negative(x),
      interval: opposite,
      scaling: scaling.SAME,
      laws: { parity: 'odd' },
      symbol: '-',
      precedence: PRECEDENCE.negation,
      callable: true,
      summary: 'The opposite number.',
      formula: '−x',
      hero: true,
    },
    (x) => -x,
    (tf, x) => tf.neg(x),
  ),
  unary(
    GROUP,
    {
      name: 'abs',
      kernel: (v, [x]) => v.abs(x),
      interval: magnitude,
      ...asPower(0, 1),
      summary: 'Absolute value.',
      formula: '|x|',
      hero: true,
    },
    Math.abs,
    (tf, x) => tf.abs(x),
  ),
  unary(
    GROUP,
    {
      name: 'sign',
      kernel: writeKernelSign,
      interval: ({ low, high, zero }) => between(Math.sign(low), Math.sign(high), zero),
      ...asPower(1, 0),
      summary: 'Sign: −1, 0 or 1.',
      formula: 'sign x',
      edge: 'sign(0) = 0.',
      hero: true,
    },
    Math.sign,
    writeSign,
  ),
  unary(
    GROUP,
    {
      name: 'floor',
      kernel: (v, [x]) => v.floor(x),
      interval: increasing(Math.floor),
      scaling: scaling.PLAIN,
      summary: 'The largest whole number not above x.',
      formula: '⌊x⌋',
    },
    Math.floor,
    (tf, x) => tf.floor(x),
  ),
  unary(
    GROUP,
    {
      name: 'round',
      kernel: (v, [x]) => v.nearest(x),
      interval: increasing(roundHalfToEven),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd' },
      summary: 'The nearest whole number.',
      formula: 'round x',
      edge: 'Halves go to the even neighbour, as in Python.',
    },
    roundHalfToEven,
    (tf, x) => tf.round(x),
  ),
  unary(
    GROUP,
    {
      name: 'erf',
      kernel: inNarrow(float32.erf),
      interval: increasing(erf, true),
      scaling: scaling.PLAIN,
      laws: { parity: 'odd', keepsSign: true },
      summary: 'Error function, the S-curve of the normal distribution.',
      formula: '2/√π · ∫₀ˣ exp(−t²) dt',
    },
    erf,
    (tf, x) => tf.erf(x),
  ),
];
