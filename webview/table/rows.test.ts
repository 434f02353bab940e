import { expect, test } from 'vitest';
import type { Run } from '../../runtime/protocol/runs';
import { groupRuns } from '../runs/grouping';
import { fakeRun } from '../session/fake-supervisor';
import { FIXED_COLUMNS, findColumn } from './columns';
import { arrange, sortRuns, type Arrangement } from './rows';

const by = (name: string) => findColumn(FIXED_COLUMNS, name)!;
const ids = (runs: readonly Run[]): string => runs.map(({ id }) => id).join('');
const A = fakeRun('a', { lr: 0.1, program: 'sgd10', createdAt: 1, metrics: { 'val/loss': 'NaN' } });
const B = fakeRun('b', { program: 'SGD2', createdAt: 2, metrics: { 'val/loss': 2 }, seed: 1 });
const C = fakeRun('c', { lr: 0.01, program: 'adam', createdAt: 3, metrics: { 'val/loss': 1 } });
const D = fakeRun('d', { lr: 0.1, program: 'sgd10', createdAt: 4, seed: 1 });

const lines = (more: Partial<Arrangement>): string[] =>
  arrange({
    runs: [A, B, C, D],
    test: null,
    sort: null,
    groups: null,
    pinned: [],
    foldedGroups: [],
    ...more,
  }).map((row) => (row.kind === 'run' ? row.run.id : `${row.title}: ${row.runs.length}`));

test('numbers sort by value, equal ones stay as they were, missing ones and NaN are last both ways', () => {
  expect(ids(sortRuns([A, B, C, D], by('lr'), false))).toBe('cadb');
  expect(ids(sortRuns([A, B, C, D], by('lr'), true))).toBe('adcb');
  expect(ids(sortRuns([A, B, C, D], by('metric'), false))).toBe('cbad');
  expect(ids(sortRuns([A, B, C, D], by('metric'), true))).toBe('bcad');
});

test('texts sort as people count, whatever their case', () => {
  expect(ids(sortRuns([A, B, C], by('program'), false))).toBe('cba');
});

test('without a sort the live and newest come first', () => {
  expect(lines({ runs: [A, B, { ...C, status: 'completed' }] })).toEqual(['b', 'a', 'c']);
});

test('pinned runs stay on top, whatever is filtered and grouped', () => {
  const sort = { column: by('lr'), descending: false };
  expect(lines({ sort, pinned: ['b'], test: ({ spec }) => spec.program.name !== 'SGD2' })).toEqual([
    'b',
    'c',
    'a',
    'd',
  ]);
});

test('groups come in the order of their first run, with headings that fold', () => {
  const groups = (runs: readonly Run[]) => groupRuns(runs, 'lr', FIXED_COLUMNS);
  expect(lines({ groups })).toEqual(['lr 0.1: 2', 'd', 'a', 'lr 0.01: 1', 'c', 'lr –: 1', 'b']);
  expect(lines({ groups, foldedGroups: ['0.1', '–'] })).toEqual([
    'lr 0.1: 2',
    'lr 0.01: 1',
    'c',
    'lr –: 1',
  ]);
});

test('over seeds, runs that are alike in all else are together', () => {
  const groups = (runs: readonly Run[]) => groupRuns(runs, 'over:seed', FIXED_COLUMNS);
  expect(lines({ groups })).toEqual(['sgd10: 2', 'd', 'a', 'adam: 1', 'c', 'SGD2: 1', 'b']);
});

test('a grouping by a column that is gone is none', () => {
  expect(lines({ groups: (runs) => groupRuns(runs, 'hyper.gone', FIXED_COLUMNS) })).toHaveLength(4);
});
