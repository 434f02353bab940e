import { expect, test } from 'vitest';
import { fakeRun } from '../session/fake-supervisor';
import { ColumnBook, findColumn } from '../table/columns';
import { INITIAL_VIEW } from '../view/view-state';
import { addScatter, changeScatter, parseScatters, removeScatter, type Scatter } from './choice';
import { metricValue, nearestPoint, scatterOf } from './points';

const runs = [
  fakeRun('a', { lr: 0.1, seed: 0, task: 'text', metrics: { 'val/loss': 3 } }),
  fakeRun('b', { lr: 0.001, seed: 1, task: 'images', metrics: { 'val/loss': 1 } }),
  fakeRun('c', { lr: 0.01, seed: 2, task: 'text', metrics: { 'val/loss': 'NaN' } }),
  fakeRun('d', { lr: 0.02, seed: 3, task: 'text' }),
];
const columns = new ColumnBook().columns(new Map(runs.map((run) => [run.id, run])));
const scatter: Scatter = {
  key: '1',
  x: 'lr',
  y: 'val/loss',
  pick: 'last',
  logX: null,
  logY: null,
};
const picture = (x: string, more: Partial<Scatter> = {}) =>
  scatterOf(runs, { ...scatter, ...more }, findColumn(columns, x)!, (run) =>
    metricValue(run, 'val/loss', 'last'),
  );

test('every run with both values is a point; numbers over decades lie on a logarithmic axis', () => {
  const { points, logX, words, leftOut, xRange } = picture('lr');
  expect(points.map(({ run, x, y }) => [run.id, x, y])).toEqual([
    ['b', 0.001, 1],
    ['a', 0.1, 3],
  ]);
  expect([logX, words, leftOut]).toEqual([true, null, 2]);
  expect(xRange[0]).toBeGreaterThan(0);
  expect(picture('lr', { logX: false }).logX).toBe(false);
  expect(picture('seed').logX).toBe(false);
});

test('words are bands in the order of the alphabet', () => {
  const { points, words, xRange } = picture('task', { logX: true });
  expect(words).toEqual(['images', 'text']);
  expect(points.map(({ run, x }) => [run.id, x])).toEqual([
    ['b', 0],
    ['a', 1],
  ]);
  expect(xRange).toEqual([-0.5, 1.5]);
});

test('the lowest and highest values are those that the record kept', () => {
  const run = { ...runs[0]!, extremes: { 'val/loss': [0.5, 9] as const } };
  expect(metricValue(run, 'val/loss', 'lowest')).toBe(0.5);
  expect(metricValue(run, 'val/loss', 'highest')).toBe(9);
  expect(metricValue(runs[0]!, 'val/loss', 'lowest')).toBeNull();
  expect(metricValue(runs[2]!, 'val/loss', 'last')).toBeNaN();
});

test('the nearest point within reach is found', () => {
  const { points } = picture('lr');
  const at = { x: (value: number) => 1000 * value, y: (value: number) => 10 * value };
  expect(nearestPoint(points, { x: 98, y: 33 }, at, 14)).toBe(1);
  expect(nearestPoint(points, { x: 50, y: 20 }, at, 14)).toBeNull();
});

test('a new chart shows the first setting in which the runs differ over what they are judged by', () => {
  const view = addScatter(INITIAL_VIEW, columns, runs);
  expect(view.scatters).toEqual([scatter]);
  const both = addScatter(view, columns, runs);
  expect(both.scatters.map(({ key }) => key)).toEqual(['1', '2']);
  const changed = changeScatter(both, '2', { pick: 'lowest' });
  expect(changed.scatters.map(({ pick }) => pick)).toEqual(['last', 'lowest']);
  expect(removeScatter(changed, '1').scatters.map(({ key }) => key)).toEqual(['2']);
  expect(parseScatters(JSON.parse(JSON.stringify(changed.scatters)))).toEqual(changed.scatters);
  expect(parseScatters([null, 3, { key: 1 }, { ...scatter, pick: 'x', logX: 1 }])).toEqual([
    scatter,
  ]);
});
