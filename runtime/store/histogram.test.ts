import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histogramOf } from './histogram';
import { readFields } from './protobuf';
import { decodeSummary } from './summaries';
import { encodeHistograms } from './tfevents';

/** TensorFlow's rule, word by word: the first bucket whose limit is above the value. */
function slowly(values: readonly number[]): Map<number, number> {
  const limits: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) limits.push(limit);
  const all = [...[...limits].reverse().map((limit) => -limit), 0, ...limits, Number.MAX_VALUE];
  const counts = new Map<number, number>();
  for (const value of values) {
    const limit = all.find((each) => each > value)!;
    counts.set(limit, (counts.get(limit) ?? 0) + 1);
  }
  return counts;
}

const anyValue = fc.oneof(
  fc.double({ noNaN: true, min: -1e21, max: 1e21 }),
  fc.float({ noNaN: true, min: -2, max: 2 }),
  fc
    .integer({ min: -340, max: 340 })
    .map((power) => Math.sign(power) * 1e-12 * 1.1 ** Math.abs(power)),
  fc.constantFrom(0, -0, 1e-12, -1e-12, 1e-300, 1e300),
);

it('values fall into the buckets into which TensorFlow puts them', () => {
  fc.assert(
    fc.property(fc.array(anyValue, { minLength: 1, maxLength: 60 }), (values) => {
      const { limits, counts, ...rest } = histogramOf(values)!;
      const found = new Map(
        [...limits].flatMap((limit, i) => (counts[i]! > 0 ? [[limit, counts[i]!]] : [])),
      );
      expect(found).toEqual(slowly(values));
      expect([rest.min + 0, rest.max + 0]).toEqual([
        Math.min(...values) + 0,
        Math.max(...values) + 0,
      ]);
      expect(rest.count).toBe(values.length);
    }),
    { seed: 9, numRuns: 500 },
  );
});

it('what is not finite is left out, and nothing is made of nothing', () => {
  expect(histogramOf([NaN, 1, Infinity, -Infinity])).toMatchObject({
    min: 1,
    max: 1,
    count: 1,
    sum: 1,
  });
  expect(histogramOf([NaN])).toBeNull();
  expect(histogramOf([])).toBeNull();
});

/** An event as this writer makes it, of values that are the same everywhere. */
const event = (): Uint8Array => {
  const values = Array.from({ length: 500 }, (_, i) => Math.fround((i - 200) / 64));
  return encodeHistograms(7, 1000, [
    { tag: 'weights/dense1.weight', histogram: histogramOf(values)! },
    { tag: 'updates/dense1.weight', histogram: histogramOf([0, 1e-5, -2.5])! },
  ]);
};

const GOLDEN = join(import.meta.dirname, 'fixtures', 'golden');
/** What protoc, Google's own decoder, says of that event; `UPDATE_GOLDEN=1` with a protoc writes it anew. */
const WORDS = join(GOLDEN, 'our-histograms.txt');

it("is what the published messages say that it is, by Google's decoder", () => {
  const args = ['-I', GOLDEN, '--decode=golden.Event', 'event.proto'];
  const protoc = spawnSync('protoc', args, { input: event(), encoding: 'utf8' });
  if (protoc.error === undefined) {
    expect(protoc.stderr).toBe('');
    if (process.env['UPDATE_GOLDEN']) writeFileSync(WORDS, protoc.stdout);
  }
  const words = protoc.error === undefined ? protoc.stdout : readFileSync(WORDS, 'utf8');
  const numbers = (field: string): number[] =>
    [...words.matchAll(new RegExp(`\\b${field}: (\\S+)`, 'g'))].map(([, number]) => Number(number));
  expect(numbers('num')).toEqual([500, 3]);
  expect(numbers('min')).toEqual([-200 / 64, -2.5]);
  expect(numbers('max')).toEqual([299 / 64, 1e-5]);
  expect(numbers('bucket').reduce((a, b) => a + b)).toBe(503);
  expect(numbers('bucket_limit')).toHaveLength(numbers('bucket').length);
  expect(words).toContain('tag: "updates/dense1.weight"');
});

it('is read again with buckets that end where the values do', () => {
  const [summary] = [...readFields(event())].filter(({ number }) => number === 5);
  const [entry] = [...readFields(summary!.bytes)];
  const decoded = decodeSummary(entry!.bytes, new Map());
  const buckets = decoded?.kind === 'histogram' ? decoded.buckets : [];
  expect([buckets[0]![0], buckets.at(-1)![1]]).toEqual([-200 / 64, 299 / 64]);
  expect(buckets.reduce((sum, [, , count]) => sum + count, 0)).toBe(500);
});
