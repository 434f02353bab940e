import { expect, test, vi } from 'vitest';
import { inIdleTime } from './idle';

test('every item has its turn, unless nobody wants it any more', async () => {
  const done: number[] = [];
  inIdleTime([1, 2, 3], (item) => done.push(item));
  const cancel = inIdleTime([4], (item) => done.push(item));
  expect(done).toEqual([]);
  cancel();
  await vi.waitFor(() => expect(done).toEqual([1, 2, 3]));
});
