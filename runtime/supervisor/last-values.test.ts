import { expect, it } from 'vitest';
import { afterRows } from './last-values';

it('keeps the last value, and the lowest and highest finite one, of each metric', () => {
  const rows = (tags: number[], values: number[]) => ({
    kind: 'rows' as const,
    newTags: [],
    tags: Uint32Array.from(tags),
    steps: Float64Array.from(tags),
    wallTimes: Float64Array.from(tags),
    values: Float32Array.from(values),
  });
  const names = ['loss', 'accuracy'];
  const first = afterRows({ metrics: {} }, names, rows([0, 1, 0, 0], [3, 0.5, 1, 2]));
  expect(first).toEqual({
    metrics: { loss: 2, accuracy: 0.5 },
    extremes: { loss: [1, 3], accuracy: [0.5, 0.5] },
  });
  const second = afterRows(first, names, rows([0, 1, 0], [7, NaN, Infinity]));
  expect(second).toEqual({
    metrics: { loss: 'Infinity', accuracy: 'NaN' },
    extremes: { loss: [1, 7], accuracy: [0.5, 0.5] },
  });
});
