import { expect, test } from 'vitest';
import type { ViewBlock } from '../../runtime/protocol/frames';
import type { Question } from '../session/feed';
import { wholePoints } from './whole';

/** Answers with at most `most` points of a series whose x are given, and the neighbours of the range. */
const supervisor = (xs: readonly number[], most: number) => {
  const asked: Question[] = [];
  const ask = (question: Question): Promise<ViewBlock> => {
    asked.push(question);
    const inside = xs.flatMap((x, i) => (x >= question.from! && x <= question.to! ? [i] : []));
    const start = inside[0] ?? 0;
    const end = start + inside.length;
    const told = inside.filter((_, k) => inside.length <= most || k % 2 === 0);
    const indices = [...(start > 0 ? [start - 1] : []), ...told, ...(end < xs.length ? [end] : [])];
    return Promise.resolve({
      kind: 'view',
      subscription: 1,
      tag: 0,
      query: 1,
      total: xs.length,
      start,
      end,
      indices: Uint32Array.from(indices),
      steps: Float64Array.from(indices, (i) => xs[i]!),
      wallTimes: Float64Array.from(indices, (i) => 100 + i),
      values: Float32Array.from(indices, (i) => i / 2),
      smoothed: null,
      placed: xs.length,
      xs: null,
    });
  };
  return { ask, asked };
};
const question: Question & { from: number; to: number } = {
  x: { kind: 'step' },
  from: 3,
  to: 900,
  columns: 5,
  log: false,
  smoothing: null,
};

test('every point of the range comes once and in order, however few an answer holds', async () => {
  const xs = Array.from({ length: 1000 }, (_, i) =>
    i < 500 ? i : 500 + Math.floor((i - 500) / 2),
  );
  for (const most of [2000, 100, 7]) {
    const { ask } = supervisor(xs, most);
    const points = (await wholePoints(ask, question))!;
    expect([...points.steps]).toEqual(xs.filter((x) => x >= 3 && x <= 900));
    expect([...points.values]).toEqual([...points.wallTimes].map((time) => (time - 100) / 2));
  }
});

test('an answer that is whole already is enough', async () => {
  const { ask, asked } = supervisor([1, 4, 5, 1000], 10);
  expect([...(await wholePoints(ask, question))!.steps]).toEqual([4, 5]);
  expect(asked).toHaveLength(1);
});

test('more points at one x than an answer holds are told as reduced', async () => {
  const { ask } = supervisor(Array<number>(50).fill(7), 10);
  expect(await wholePoints(ask, question)).toBeNull();
});
