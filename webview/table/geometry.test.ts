import { expect, test } from 'vitest';
import { columnsInSight, mostRows, ROW_HEIGHT, rowsInSight } from './geometry';

test('what is in sight is always among the rows of the document, which stay few', () => {
  for (let top = 0; top < 2000; top += 7) {
    const { from, to } = rowsInSight(top, 300, 1000);
    expect(from).toBeLessThanOrEqual(Math.floor(top / ROW_HEIGHT));
    expect(to).toBeGreaterThanOrEqual(Math.ceil((top + 300) / ROW_HEIGHT));
    expect(to - from).toBeLessThanOrEqual(mostRows(300));
  }
  expect(mostRows(300)).toBeLessThan(50);
  expect(rowsInSight(0, 300, 3)).toEqual({ from: 0, to: 3 });
  expect(rowsInSight(9999, 300, 3)).toEqual({ from: 3, to: 3 });
});

test('what is in sight is always among the columns of the document', () => {
  const widths = Array.from({ length: 200 }, (_, i) => 64 + (i % 5) * 30);
  for (let left = 0; left < 20_000; left += 333) {
    const { from, to } = columnsInSight(left, 800, widths);
    const start = widths.slice(0, from).reduce((sum, width) => sum + width, 0);
    const end = widths.slice(0, to).reduce((sum, width) => sum + width, 0);
    expect(start).toBeLessThanOrEqual(left);
    if (to < widths.length) expect(end).toBeGreaterThanOrEqual(left + 800);
    expect(to - from).toBeLessThan(25);
  }
});
