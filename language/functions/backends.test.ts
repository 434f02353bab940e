import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '.';
import type { FunctionEntry, TfjsWriter } from './entry';

/** Both signs of zero, the subnormal, the tiny, the ordinary, the edges of domains, and the huge. */
const SIZES = [
  1e-45, 1e-38, 1e-30, 1e-10, 1e-4, 0.5, 0.99999994, 1, 1.0000001, 2, 3, 50, 88, 89, 1e4, 1e10,
  1e19, 1e30, 3.4e38,
];
const NUMBERS = [0, ...SIZES, ...SIZES.map((x) => -x)].map(Math.fround);

/** Where backends leave the path of float64, and the reason stands in the table. */
const REACH: Record<string, number> = { sin: 1e6, cos: 1e6, tan: 1e6 };

const CLOSE = 1e-5;
/** Absolute: results this near to zero may have lost all their digits. */
const ZERO = 1e-6;

const samples = (entry: FunctionEntry): number[][] => {
  const reach = REACH[entry.name] ?? Infinity;
  const within = NUMBERS.filter((x) => Math.abs(x) <= reach);
  const one = within.map((x) => [x]);
  if (entry.signature.arguments.length === 1) return one;
  return within.flatMap((x) => within.map((y) => [x, y]));
};

const functions = FUNCTIONS.filter(
  ({ meaning, tfjs, signature }) =>
    meaning.per === 'element' &&
    tfjs &&
    signature.arguments.length <= 2 &&
    signature.arguments.every(({ kind }) => kind !== 'bool'),
);

describe.each(['cpu', 'wasm'])('on the %s backend, from subnormal to huge', (backend) => {
  beforeAll(async () => {
    const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(dirname(wasm) + sep);
    await tf.setBackend(backend);
    expect(tf.getBackend()).toBe(backend);
  });

  it.each(functions.map((entry): [string, FunctionEntry] => [entry.name, entry]))(
    '%s',
    (_, entry) => {
      const { meaning } = entry;
      if (meaning.per !== 'element') throw new Error();
      const rows = samples(entry);
      const args = entry.signature.arguments.map((_, i) =>
        tf.tensor2d(rows.map((row) => [row[i]])),
      );
      const actual = (entry.tfjs as TfjsWriter)(tf, args).dataSync();
      rows.forEach((row, i) => {
        const expected = meaning.of(Math.fround, ...row);
        const near =
          actual[i] === expected ||
          Math.abs(actual[i] - expected) <= CLOSE * Math.abs(expected) + ZERO;
        expect(near, `${entry.name}(${row.join(', ')}) is ${actual[i]}, not ${expected}`).toBe(
          true,
        );
      });
    },
  );
});
