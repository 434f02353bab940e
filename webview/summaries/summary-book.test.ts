import { expect, test, vi } from 'vitest';
import type { Summary } from '../../runtime/protocol/summaries';
import { SummaryBook, type SummarySource } from './summary-book';

const text = (index: number): Summary => ({
  index,
  step: 10 * index,
  wallTime: 0,
  content: { kind: 'text', texts: [`text ${index}`] },
  problem: null,
});
const told = (count: number, revision = 1) =>
  [{ kind: 'text', tag: 'notes', count, revision }] as const;

function setUp() {
  const source = {
    steps: vi.fn<SummarySource['steps']>(async () => ({ steps: [0, 10, 20] })),
    read: vi.fn<SummarySource['read']>(async (_run, _kind, _tag, indices) => ({
      revision: 1,
      summaries: indices.map(text),
    })),
  };
  const changed = vi.fn();
  const book = new SummaryBook(source, changed);
  book.found('a', 1, told(3));
  changed.mockClear();
  return { source, changed, book };
}

test('asks once for what a card shows, and has it from then on', async () => {
  const { source, changed, book } = setUp();
  expect(book.read('a', 'text', 'notes', [2])).toEqual({ value: [], pending: true, failure: null });
  book.read('a', 'text', 'notes', [2]);
  await vi.waitFor(() => expect(changed).toHaveBeenCalled());
  expect(book.read('a', 'text', 'notes', [2])).toMatchObject({ value: [text(2)], pending: false });
  expect(source.read).toHaveBeenCalledOnce();
  book.release('a', 'text', 'notes');
  expect(book.read('a', 'text', 'notes', [2]).pending).toBe(true);
  expect(source.read).toHaveBeenCalledTimes(2);
});

test('asks again for the steps when there are more, and for all when some have gone', async () => {
  const { source, changed, book } = setUp();
  book.steps('a', 'text', 'notes');
  book.read('a', 'text', 'notes', [0]);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2));
  book.found('a', 1, told(4));
  expect(book.steps('a', 'text', 'notes').value).toEqual([0, 10, 20]);
  expect(source.steps).toHaveBeenCalledTimes(2);
  expect(book.read('a', 'text', 'notes', [0]).value).toHaveLength(1);
  book.found('a', 1, told(2, 5));
  expect(book.read('a', 'text', 'notes', [0]).value).toHaveLength(0);
});

test('a new subscription begins anew, a run that is not shown is forgotten', () => {
  const { book } = setUp();
  book.found('b', 2, told(1));
  expect(book.tags(['a', 'b'])).toEqual([{ kind: 'text', tag: 'notes', runs: ['a', 'b'] }]);
  book.found('a', 3, []);
  expect(book.tags(['a'])).toEqual([]);
  book.keepOnly(['a']);
  expect(book.tags(['b'])).toEqual([]);
});

test('a tag of which nothing is left is not shown', () => {
  const { book } = setUp();
  book.found('a', 1, told(0, 2));
  expect(book.tags(['a'])).toEqual([]);
});

test('says why there is nothing to show', async () => {
  const { source, changed, book } = setUp();
  source.read.mockRejectedValue(new Error('The disk is gone.'));
  book.read('a', 'text', 'notes', [0]);
  await vi.waitFor(() => expect(changed).toHaveBeenCalled());
  expect(book.read('a', 'text', 'notes', [0]).failure).toBe('The disk is gone.');
});
