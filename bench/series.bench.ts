/** A series of ten million points: coarse and refined answers to a zoom, smoothing; and what logging a scalar costs. */
import { decodeFrame, encodeFrame } from '../runtime/protocol/frames';
import { Column } from '../runtime/series/column';
import { SeriesReader } from '../runtime/series/reader';
import { RunSeries } from '../runtime/series/series';
import { ColumnCurves } from '../runtime/series/curves';
import { meanViewOf } from '../runtime/series/mean-view';
import { viewOf } from '../runtime/series/view';
import type { Smoothing } from '../runtime/protocol/smoothing';
import { allocateRing, RingReader, RingWriter } from '../runtime/trainer/ring';
import { decimate } from '../webview/series/decimation';
import { ScalarSeries } from '../webview/series/scalar-series';
import { median, quantile, report, time } from './report';

const POINTS = 10_000_000;
const COLUMNS = 1200;
const ZOOMS = 100;

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const next = random(1);
const series = new RunSeries();
const tag = series.tagIndex('loss');
for (let i = 0; i < POINTS; i++) series.scalar(tag, i, 1.6e9 + i, Math.sin(i / 1e5) + next());
const column: Column = series.columns[tag]!;

/** Zooms of any size, anywhere. */
const zooms = Array.from({ length: ZOOMS }, (): [number, number] => {
  const width = POINTS * 10 ** (-4 * next());
  const from = (POINTS - width) * next();
  return [from, from + width];
});

const reader = new SeriesReader(series, 1, true);
const firstCopy = time(1, () => reader.next())[0]!;
const copy = new ScalarSeries();
for (const block of new SeriesReader(series, 1, true).next())
  if (block.kind === 'coarse') copy.accept(block);
const coarse = zooms.map(
  ([from, to]) => time(1, () => decimate(copy.steps, copy.values, from, to, COLUMNS))[0]!,
);

const curves = new ColumnCurves(column);
interface Asked {
  readonly from: number | null;
  readonly to: number | null;
  readonly smoothing: Smoothing | null;
}
const ask = ({ from, to, smoothing }: Asked): number =>
  time(1, () => {
    const curve = curves.curve({ kind: 'step' }, smoothing, null);
    const view = viewOf(curve, { from, to, columns: COLUMNS, log: false }, POINTS);
    const frame = encodeFrame([{ kind: 'view', subscription: 1, tag, query: 1, ...view }]);
    decodeFrame(frame);
  })[0]!;
const refined = zooms.map(([from, to]) => ask({ from, to, smoothing: null }));
const average = { kind: 'average', weight: 0.99 } as const;
const gaussian = { kind: 'gaussian', width: 100 } as const;
const firstAverage = ask({ from: null, to: null, smoothing: average });
const smoothed = zooms.map(([from, to]) => ask({ from, to, smoothing: average }));
const firstGaussian = ask({ from: null, to: null, smoothing: gaussian });

/** Five seeds of a million points each, as one mean with its band. */
const SEEDS = 5;
const seeds = Array.from({ length: SEEDS }, () => {
  const seed = new Column();
  for (let i = 0; i < POINTS / 10; i++) seed.append(i, 1.6e9 + i, Math.sin(i / 1e5) + next());
  return new ColumnCurves(seed);
});
const means = Array.from({ length: 5 }, () =>
  time(1, () => {
    const placed = seeds.map((seed) => seed.curve({ kind: 'step' }, null, null));
    const range = { from: null, to: null, columns: COLUMNS, log: false };
    encodeFrame([{ kind: 'mean', query: 1, ...meanViewOf(placed, { ...range, spread: 'sd' }) }]);
  }),
).flat();

const ROWS = 2_000_000;
const BATCH = 10_000;
const ring = allocateRing();
const writer = new RingWriter(ring);
const drain = new RingReader(ring);
const tags = [0];
const logging = Array.from({ length: ROWS / BATCH }, (_, batch) => {
  const [milliseconds] = time(1, () => {
    for (let i = 0; i < BATCH; i++) writer.write(batch * BATCH + i, Date.now() / 1000, tags, [i]);
  });
  drain.drain(1);
  return (milliseconds! / BATCH) * 1000;
});

report('series', [
  { what: 'first coarse copy', measured: firstCopy, unit: 'ms', against: '—' },
  { what: 'zoom, coarse, p50', measured: median(coarse), unit: 'ms', against: '≤ 16' },
  { what: 'zoom, coarse, largest', measured: Math.max(...coarse), unit: 'ms', against: '≤ 16' },
  { what: 'zoom, refined, p50', measured: median(refined), unit: 'ms', against: '≤ 150' },
  { what: 'zoom, refined, p95', measured: quantile(refined, 0.95), unit: 'ms', against: '≤ 150' },
  { what: 'zoom, refined, largest', measured: Math.max(...refined), unit: 'ms', against: '≤ 150' },
  { what: 'moving average, first answer', measured: firstAverage, unit: 'ms', against: '—' },
  {
    what: 'zoom, moving average, p95',
    measured: quantile(smoothed, 0.95),
    unit: 'ms',
    against: '≤ 150',
  },
  {
    what: 'Gaussian of width 100, first answer',
    measured: firstGaussian,
    unit: 'ms',
    against: '—',
  },
  { what: 'mean of 5 × 1 M points with SD', measured: median(means), unit: 'ms', against: '—' },
  { what: 'one scalar logged, p50', measured: median(logging), unit: 'µs', against: '≤ 1' },
]);
