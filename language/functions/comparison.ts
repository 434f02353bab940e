import type { Tensor } from '@tensorflow/tfjs-core';
import { PRECEDENCE, predicate, type TfValue } from './describe';
import type { Argument, FunctionEntry } from './entry';
import type * as tfjs from '@tensorflow/tfjs-core';

import { TRUTH } from './interval';
import { scaling } from './rules';

const GROUP = 'comparison and logic';

const numbers: readonly Argument[] = [
  { name: 'x', kind: 'num' },
  { name: 'y', kind: 'num' },
];
const anything: readonly Argument[] = [
  { name: 'x', kind: 'num or bool' },
  { name: 'y', kind: 'num or bool' },
];
const truths: readonly Argument[] = [
  { name: 'a', kind: 'bool' },
  { name: 'b', kind: 'bool' },
];

/** Truth values compare as 1 and 0. */
const comparable = (tf: typeof tfjs, x: TfValue): TfValue =>
  typeof x !== 'number' && x.dtype === 'bool' ? tf.cast(x, 'float32') : x;

const truth = (tf: typeof tfjs, x: TfValue): Tensor =>
  typeof x === 'number' ? tf.scalar(x !== 0, 'bool') : x;

/** Comparisons and logic, element by element. A string compares only with a tensor's role. */
export const comparison: readonly FunctionEntry[] = [
  predicate(
    GROUP,
    {
      name: 'equal',
      kernel: (v, [x, y]) => v.equal(v.number(x), v.number(y)),
      interval: () => TRUTH,
      scaling: { kind: 'alike', of: [0, 1], gives: 'plain' },
      laws: { commutes: true },
      symbol: '==',
      precedence: PRECEDENCE.comparison,
      summary: 'True where both are the same.',
      formula: 'x = y',
    },
    anything,
    (x, y) => x === y,
    (tf, [x, y]) => tf.equal(comparable(tf, x), comparable(tf, y)),
  ),
  predicate(
    GROUP,
    {
      name: 'not_equal',
      kernel: (v, [x, y]) => v.notEqual(v.number(x), v.number(y)),
      interval: () => TRUTH,
      scaling: { kind: 'alike', of: [0, 1], gives: 'plain' },
      laws: { commutes: true },
      symbol: '!=',
      precedence: PRECEDENCE.comparison,
      summary: 'True where they differ.',
      formula: 'x ≠ y',
    },
    anything,
    (x, y) => x !== y,
    (tf, [x, y]) => tf.notEqual(comparable(tf, x), comparable(tf, y)),
  ),
  predicate(
    GROUP,
    {
      name: 'less',
      kernel: (v, [x, y]) => v.less(x, y),
      interval: () => TRUTH,
      scaling: { kind: 'alike', of: [0, 1], gives: 'plain' },
      symbol: '<',
      precedence: PRECEDENCE.comparison,
      summary: 'True where x is smaller.',
      formula: 'x < y',
    },
    numbers,
    (x, y) => x < y,
    (tf, [x, y]) => tf.less(x, y),
  ),
  predicate(
    GROUP,
    {
      name: 'less_equal',
      kernel: (v, [x, y]) => v.lessEqual(x, y),
      interval: () => TRUTH,
      scaling: { kind: 'alike', of: [0, 1], gives: 'plain' },
      symbol: '<=',
      precedence: PRECEDENCE.comparison,
      summary: 'True where x is not larger.',
      formula: 'x ≤ y',
    },
    numbers,
    (x, y) => x <= y,
    (tf, [x, y]) => tf.lessEqual(x, y),
  ),
  predicate(
    GROUP,
    {
      name: 'greater',
      kernel: (v, [x, y]) => v.less(y, x),
      interval: () => TRUTH,
      scaling: { kind: 'alike', of: [0, 1], gives: 'plain' },
      symbol: '>',
      precedence: PRECEDENCE.comparison,
      summary: 'True where x is larger.',
      formula: 'x > y',
    },
    numbers,
    (x, y) => x > y,
    (tf, [x, y]) => tf.greater(x, y),
  ),
  predicate(
    GROUP,
    {
      name: 'greater_equal',
      kernel: (v, [x, y]) => v.lessEqual(y, x),
      interval: () => TRUTH,
      scaling: { kind: 'alike', of: [0, 1], gives: 'plain' },
      symbol: '>=',
      precedence: PRECEDENCE.comparison,
      summary: 'True where x is not smaller.',
      formula: 'x ≥ y',
    },
    numbers,
    (x, y) => x >= y,
    (tf, [x, y]) => tf.greaterEqual(x, y),
  ),
  predicate(
    GROUP,
    {
      name: 'and',
      kernel: (v, [a, b]) => v.and(a, b),
      interval: () => TRUTH,
      scaling: scaling.SCALE_FREE,
      laws: { commutes: true },
      symbol: 'and',
      precedence: PRECEDENCE.and,
      summary: 'True where both are.',
      formula: 'a ∧ b',
    },
    truths,
    (a, b) => a !== 0 && b !== 0,
    (tf, [a, b]) => tf.logicalAnd(truth(tf, a), truth(tf, b)),
  ),
  predicate(
    GROUP,
    {
      name: 'or',
      kernel: (v, [a, b]) => v.or(a, b),
      interval: () => TRUTH,
      scaling: scaling.SCALE_FREE,
      laws: { commutes: true },
      symbol: 'or',
      precedence: PRECEDENCE.or,
      summary: 'True where at least one is.',
      formula: 'a ∨ b',
    },
    truths,
    (a, b) => a !== 0 || b !== 0,
    (tf, [a, b]) => tf.logicalOr(truth(tf, a), truth(tf, b)),
  ),
  predicate(
    GROUP,
    {
      name: 'not',
      kernel: (v, [a]) => v.not(a),
      interval: () => TRUTH,
      scaling: scaling.SCALE_FREE,
      symbol: 'not',
      precedence: PRECEDENCE.not,
      summary: 'True where it is not.',
      formula: '¬a',
    },
    truths.slice(0, 1),
    (a) => a === 0,
    (tf, [a]) => tf.logicalNot(truth(tf, a)),
  ),
];
