import { expect, test } from 'vitest';
import type { ScalarBlock } from '../../runtime/protocol/frames';
import { SeriesBook } from './series-book';

const block = (
  tag: number,
  first: number,
  values: number[],
  historyComplete = false,
): ScalarBlock => ({
  kind: 'scalars',
  subscription: 1,
  tag,
  first,
  total: first + values.length,
  historyComplete,
  superseded: false,
  steps: Float64Array.from(values, (_, i) => first + i),
  wallTimes: new Float64Array(values.length),
  values: Float32Array.from(values),
});

test('frames that come before the names of their tags are found under them', () => {
  const book = new SeriesBook();
  book.accept(block(1, 0, [5]));
  expect(book.series('val/loss')).toBeUndefined();
  book.name(['train/loss', 'val/loss']);
  expect([...book.series('val/loss')!.values]).toEqual([5]);
  expect(book.series('train/loss')).toBeUndefined();
});

test('further tags go on behind the known ones, and one told twice counts once', () => {
  const book = new SeriesBook();
  book.name(['a', 'b']);
  book.name(['b', 'c']);
  expect(book.tags).toEqual(['a', 'b', 'c']);
});

test('the history is complete with the block that says so, unless that one came after a hole', () => {
  const book = new SeriesBook();
  expect(book.accept(block(0, 4, [1], true))).toBe('gap');
  expect(book.complete).toBe(false);
  book.accept(block(0, 0, [1, 2]));
  book.accept(block(0, 2, [], true));
  expect(book.complete).toBe(true);
  expect(book.points).toBe(2);
});
