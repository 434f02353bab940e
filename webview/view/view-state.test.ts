import { expect, test } from 'vitest';
import { metricAxis, X_AXES, type XAxis } from '../series/x-axis';
import {
  changeAxis,
  INITIAL_VIEW,
  isLogX,
  nextAxis,
  parseViewState,
  showRuns,
  toggleHidden,
} from './view-state';

const shown = (...runs: string[]) => showRuns(INITIAL_VIEW, 's', runs);

test('a run keeps its colour whatever becomes of the others, and freed ones are used again', () => {
  const two = shown('a', 'b');
  expect(two.slots).toEqual({ a: 0, b: 1 });
  const b = showRuns(two, 's', ['b']);
  expect(b.slots).toEqual({ b: 1 });
  expect(showRuns(b, 's', ['b', 'c', 'd']).slots).toEqual({ b: 1, c: 0, d: 2 });
});

test('hiding changes nothing about the other runs, nor about colours', () => {
  const state = shown('a', 'b');
  const hidden = toggleHidden(state, 'a');
  expect(hidden).toEqual({ ...state, hidden: ['a'] });
  expect(toggleHidden(hidden, 'a')).toEqual(state);
});

test('the zoom stays while any of the runs stays, and ends with its axis or its runs', () => {
  const zoomed = { ...shown('a', 'b'), zoom: [1, 2] as const };
  expect(showRuns(zoomed, 's', ['b', 'c']).zoom).toEqual([1, 2]);
  expect(showRuns(zoomed, 's', ['c']).zoom).toBeNull();
  expect(showRuns(zoomed, 'other', ['a']).zoom).toBeNull();
  expect(changeAxis(zoomed, 'wall').zoom).toBeNull();
  expect(changeAxis(zoomed, 'step')).toBe(zoomed);
});

test('what was saved comes back as it was', () => {
  const state = {
    ...shown('a', 'b'),
    hidden: ['b'],
    focused: 'a',
    zoom: [3, 9] as const,
    zooms: { 'val/loss': [1, 2] as const, 'train/loss': null },
    linked: false,
    smoother: 'gaussian' as const,
    smoothing: 0.6,
    width: 20,
    log: true,
    logX: true,
    axis: 'relative' as const,
    filter: 'loss',
    foldedGroups: ['optimizer'],
    table: 'folded' as const,
    rows: {
      sort: { column: 'lr', descending: true },
      filter: 'lr > 1',
      onlyDiffering: true,
      columns: { batch: true },
      pinned: ['a'],
      foldedGroups: ['0.1'],
    },
    grouping: 'over:seed',
    spread: 'ci' as const,
    baseline: 'b',
    wholeLegend: true,
    scatters: [
      { key: '1', x: 'lr', y: 'val/loss', pick: 'lowest' as const, logX: true, logY: null },
    ],
    cards: { histograms: 'heat map' as const, steps: { '["text","notes","a"]': 20 } },
  };
  expect(parseViewState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test.each([null, undefined, 7, 'x', [], {}, { shown: 3, zoom: [2, 1], smoothing: 'a', axis: 'z' }])(
  'what does not fit falls back to its default: %j',
  (saved) => expect(parseViewState(saved)).toEqual(INITIAL_VIEW),
);

test('saved state of which a part is spoilt keeps the rest', () => {
  const state = parseViewState({
    store: 's',
    shown: ['a', 5, 'b'],
    slots: { a: 4, b: -1, gone: 2 },
    hidden: ['gone'],
    smoothing: 3,
    log: 'yes',
  });
  expect(state.shown).toEqual(['a', 'b']);
  expect(state.slots).toEqual({ a: 4, b: 0 });
  expect(state.hidden).toEqual([]);
  expect(state.smoothing).toBe(0.99);
  expect(state.log).toBe(false);
});

test('axes follow each other in a circle', () => {
  let axis: XAxis = 'step';
  const seen = X_AXES.map(() => (axis = nextAxis(axis)));
  expect(seen).toEqual([...X_AXES.slice(1), 'step']);
  expect(nextAxis(metricAxis('val/loss'))).toBe('step');
});

test('another metric is an axis that is kept, and wall time has no logarithm', () => {
  const state = { ...shown('a'), axis: metricAxis('val/loss'), logX: true };
  expect(parseViewState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  expect(isLogX(state)).toBe(true);
  expect(isLogX({ ...state, axis: 'wall' })).toBe(false);
});
