import { expect, test } from 'vitest';
import { runStyle } from '../runs/palette';
import { extentOfLines, neighbourX, pointAt, reduce, type ChartLine } from './line';

const line = (xs: number[], values: number[]): ChartLine => ({
  run: 'a',
  label: 'a',
  style: runStyle(0, 'dark'),
  xs: Float64Array.from(xs),
  ys: Float32Array.from(values),
  values: Float32Array.from(values),
  marks: [],
  group: null,
  source: null,
  unplaced: 0,
  baseline: false,
  indices: null,
  dimmed: false,
  diverged: false,
});

const NO_LOG = { x: false, y: false };

test('a line ends at its last finite point in range', () => {
  const drawn = reduce(line([0, 1, 2, 3], [4, 3, NaN, 1]), [0, 2.5], 100, NO_LOG);
  expect(drawn.end).toEqual({ x: 1, y: 3 });
  expect(reduce(line([0, 1], [NaN, NaN]), [0, 1], 100, NO_LOG).end).toBeNull();
  expect(reduce(line([0, 1], [2, -1]), [0, 1], 100, { x: false, y: true }).end).toEqual({
    x: 0,
    y: 2,
  });
});

test('the y-extent is of what is in range, not of what lies beside it', () => {
  const drawn = [reduce(line([0, 1, 2, 3], [100, 3, 2, -50]), [1, 2], 100, NO_LOG)];
  expect(extentOfLines(drawn, [1, 2], false)).toEqual([2, 3]);
});

test('the crosshair finds the nearest point, but none of a run that ended long before', () => {
  const sparse = line([0, 100, 200], [1, 2, 3]);
  expect(pointAt(sparse, 130, [0, 1000], false)).toBe(1);
  expect(pointAt(sparse, 160, [0, 1000], false)).toBe(2);
  expect(pointAt(sparse, 900, [0, 1000], false)).toBeNull();
  expect(pointAt(line([5], [1]), 5, [0, 10], false)).toBe(0);
  expect(pointAt(line([], []), 5, [0, 10], false)).toBeNull();
});

test('the crosshair steps through the points of all lines', () => {
  const lines = [line([0, 10, 20], [1, 1, 1]), line([5, 10, 15], [1, 1, 1])];
  expect(neighbourX(lines, 7, 0)).toBe(5);
  expect(neighbourX(lines, 5, 1)).toBe(10);
  expect(neighbourX(lines, 10, 1)).toBe(15);
  expect(neighbourX(lines, 10, -1)).toBe(5);
  expect(neighbourX(lines, 20, 1)).toBeNull();
  expect(neighbourX([], 3, 0)).toBeNull();
});

test('on a logarithmic axis near is what has nearly the same ratio', () => {
  const decades = line([1, 10, 100, 1000], [1, 1, 1, 1]);
  expect(pointAt(decades, 40, [1, 1000], true)).toBe(2);
  expect(pointAt(decades, 40, [1, 1000], false)).toBe(1);
});
