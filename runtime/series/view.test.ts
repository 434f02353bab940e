import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smootherOf, type Smoothing } from '../protocol/smoothing';
import { Column } from './column';
import { Extremes } from './extremes';
import type { LoggedScale } from '../protocol/x-scale';
import { ColumnCurves } from './curves';
import { WHOLE_POINTS, type RangeQuestion } from './pixels';
import { viewOf, type View } from './view';

interface ViewQuestion extends RangeQuestion {
  readonly x: LoggedScale;
  readonly smoothing: Smoothing | null;
}

/** What the desk does with a question about a column. */
class Asked {
  private readonly curves: ColumnCurves;

  constructor(private readonly column: Column) {
    this.curves = new ColumnCurves(column);
  }

  answer(question: ViewQuestion): View {
    const curve = this.curves.curve(question.x, question.smoothing, null);
    return viewOf(curve, question, this.column.length);
  }
}

const anyValue = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);

describe('Extremes', () => {
  it('finds what a search through all points finds, however the series grew, and shrank', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { minLength: 1, maxLength: 3000, size: 'max' }),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (list, ranges, lengths) => {
          const values = Float32Array.from(list);
          const extremes = new Extremes();
          for (const length of lengths) {
            extremes.extend(values, length % (values.length + 1));
            extremes.truncate((length >> 3) % (values.length + 1));
          }
          extremes.extend(values, values.length);
          for (const [a, b] of ranges) {
            const from = a % values.length;
            const to = from + (b % (values.length - from + 1));
            const finite = list.map((_, i) => i).filter((i) => i >= from && i < to);
            const known = finite.filter((i) => Number.isFinite(values[i]!));
            const { lowest, highest } = extremes.within(values, from, to);
            const best = (better: (x: number, y: number) => boolean) =>
              known.reduce((a, i) => (a < 0 || better(values[i]!, values[a]!) ? i : a), -1);
            expect(lowest).toBe(best((x, y) => x < y));
            expect(highest).toBe(best((x, y) => x > y));
          }
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });
});

function columnOf(steps: readonly number[], values: readonly number[]): Column {
  const column = new Column();
  steps.forEach((step, i) => column.append(step, 1000 + step, values[i]!));
  return column;
}

const LENGTH = 3 * WHOLE_POINTS;
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
};

function longColumn(seed: number): Column {
  const next = random(seed + 1);
  let step = 0;
  const steps = Array.from({ length: LENGTH }, () => (step += Math.floor(4 * next() ** 3)));
  const special = [NaN, Infinity, -Infinity];
  const values = steps.map(() => (next() < 0.001 ? special[Math.floor(3 * next())]! : next()));
  return columnOf(steps, values);
}

/** The same by looking at every point. */
function bruteForce(column: Column, question: ViewQuestion): Set<number> {
  const { steps, values } = column.points;
  const [from, to] = [question.from ?? steps[0]!, question.to ?? steps[steps.length - 1]!];
  const smoothed =
    question.smoothing &&
    smootherOf({ steps, values, length: values.length }, question.smoothing).values();
  const columns = new Map<number, number[]>();
  steps.forEach((step, i) => {
    if (step < from || step > to) return;
    let pixel = question.columns - 1;
    const edge = (column: number): number => {
      const share = column / question.columns;
      return question.log ? from * (to / from) ** share : from + share * (to - from);
    };
    while (pixel > 0 && step < edge(pixel)) pixel--;
    columns.set(pixel, [...(columns.get(pixel) ?? []), i]);
  });
  const kept = new Set<number>();
  for (const points of columns.values()) {
    kept.add(points[0]!).add(points.at(-1)!);
    for (const ys of smoothed ? [values, smoothed] : [values]) {
      const finite = points.filter((i) => Number.isFinite(ys[i]!));
      if (finite.length === 0) continue;
      kept.add(finite.reduce((a, i) => (ys[i]! < ys[a]! ? i : a)));
      kept.add(finite.reduce((a, i) => (ys[i]! > ys[a]! ? i : a)));
    }
    for (const is of [
      Number.isNaN,
      (v: number) => v === Infinity,
      (v: number) => v === -Infinity,
    ]) {
      const marked = points.find((i) => is(values[i]!));
      if (marked !== undefined) kept.add(marked);
    }
  }
  const inRange = [...steps.keys()].filter((i) => steps[i]! >= from && steps[i]! <= to);
  if (inRange.length > 0 && inRange[0]! > 0) kept.add(inRange[0]! - 1);
  if (inRange.length > 0 && inRange.at(-1)! < steps.length - 1) kept.add(inRange.at(-1)! + 1);
  return kept;
}

const question = (change: Partial<ViewQuestion>): ViewQuestion => ({
  x: { kind: 'step' },
  log: false,
  from: null,
  to: null,
  columns: 100,
  smoothing: null,
  ...change,
});

describe('a view of a range', () => {
  it('is what looking at every point gives, with and without smoothing', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1000 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        fc.integer({ min: 20, max: 150 }),
        fc.constantFrom(
          null,
          { kind: 'average' as const, weight: 0.9 },
          { kind: 'gaussian' as const, width: 3 },
        ),
        (seed, share, columns, smoothing) => {
          const column = longColumn(seed);
          const { steps } = column.points;
          const asked = question({
            from: steps[Math.floor(share * LENGTH)]! + 0.5,
            to: steps[LENGTH - 1 - seed]!,
            columns,
            smoothing,
          });
          const view = new Asked(column).answer(asked);
          expect([...view.indices]).toEqual([...bruteForce(column, asked)].sort((a, b) => a - b));
          expect(view.smoothed === null).toBe(smoothing === null);
        },
      ),
      { seed: 2, numRuns: 6 },
    );
  }, 60_000);

  it('has columns that are even in the logarithm of x on a logarithmic axis', () => {
    const column = longColumn(11);
    const steps = Float64Array.from(column.points.steps);
    const from = steps.find((step) => step > 0)!;
    const asked = question({ from, to: steps[LENGTH - 1]!, columns: 60, log: true });
    const view = new Asked(column).answer(asked);
    // An edge may lie a rounding apart where it falls on a step.
    const expected = bruteForce(column, asked);
    const common = [...view.indices].filter((i) => expected.has(i));
    expect(common.length).toBeGreaterThan(0.97 * expected.size);
    expect(view.indices.length).toBeLessThanOrEqual(60 * 7 + 2);
    expect(view.start).toBe(steps.findIndex((step) => step >= from));
  });

  it('places points by epochs and by examples seen, and finds the same points', () => {
    const column = longColumn(5);
    const views = new Asked(column);
    const { steps } = column.points;
    const [from, to] = [steps[100]!, steps[25_000]!];
    const bySteps = views.answer(question({ from, to }));
    const byEpochs = views.answer(
      question({ x: { kind: 'epoch', batches: 8 }, from: from / 8, to: to / 8 }),
    );
    expect(byEpochs.indices).toEqual(bySteps.indices);
    const samples = { kind: 'samples', batch: 32, batches: 8, examples: 256 } as const;
    const bySamples = views.answer(question({ x: samples, from: 32 * from, to: 32 * to }));
    expect(bySamples.indices).toEqual(bySteps.indices);
    column.append(steps[LENGTH - 1]! + 1, 0, 5);
    expect(views.answer(question({ x: samples })).end).toBe(LENGTH + 1);
  });

  it('holds every point, in order, once, as soon as there are few enough, with the neighbours', () => {
    const column = longColumn(7);
    const { steps, values } = column.points;
    const [first, last] = [5000, 5000 + WHOLE_POINTS - 100];
    const asked = question({ from: steps[first]!, to: steps[last]! });
    const { start, end, indices, values: got, total } = new Asked(column).answer(asked);
    expect(total).toBe(LENGTH);
    expect(steps[start - 1]).toBeLessThan(steps[first]!);
    expect(steps[end]).toBeGreaterThan(steps[last]!);
    expect([...indices]).toEqual(Array.from({ length: end - start + 2 }, (_, i) => start - 1 + i));
    expect([...got]).toEqual([...values.slice(start - 1, end + 1)]);
  });

  it('shows the same smoothed curve at every width', () => {
    const views = new Asked(longColumn(3));
    const smoothing = { kind: 'average', weight: 0.99 } as const;
    const seen = new Map<number, number>();
    for (const columns of [50, 333, 1000]) {
      const { indices, smoothed } = views.answer(question({ columns, smoothing }));
      indices.forEach((index, i) => {
        if (seen.has(index)) expect(smoothed![i]).toEqual(seen.get(index));
        seen.set(index, smoothed![i]!);
      });
    }
  });

  it('knows what has come, and what was superseded, since it was last asked', () => {
    const column = longColumn(4);
    const views = new Asked(column);
    const smoothing = { kind: 'average', weight: 0.9 } as const;
    views.answer(question({ smoothing }));
    const restart = column.points.steps[LENGTH - 15_000]!;
    column.supersede(restart);
    for (let i = 0; i < 12_000; i++) column.append(restart + i, 0, i % 97);
    const asked = question({ smoothing });
    const { indices, smoothed } = views.answer(asked);
    const fresh = new Asked(column).answer(asked);
    expect(indices).toEqual(fresh.indices);
    expect(smoothed).toEqual(fresh.smoothed);
  });

  it('orders points by step where several writers were at work, and lets time never run backwards', () => {
    const column = columnOf([0, 2, 4, 1, 3, 5], [0, 2, 4, 1, 3, 5]);
    const views = new Asked(column);
    expect([...views.answer(question({ from: 1, to: 4 })).values]).toEqual([0, 1, 2, 3, 4, 5]);
    const byTime = views.answer(question({ x: { kind: 'time', zero: 0 }, from: 1004, to: 1004 }));
    expect([byTime.start, byTime.end]).toEqual([2, 5]);
  });
});
