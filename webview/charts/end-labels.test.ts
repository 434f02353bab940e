import { expect, test } from 'vitest';
import { runStyle } from '../runs/palette';
import { endLabels } from './end-labels';
import * as layout from './layout';
import { reduce } from './line';
import { projectionOf } from './projection';
import { line } from '../export/sheet.test-helper';

const LINEAR = { x: false, y: false };
const at = projectionOf(
  { left: 0, top: 0, right: 100, bottom: 100 },
  { x: [0, 100], y: [100, 0] },
  LINEAR,
  1,
);
const drawn = (...labels: string[]) =>
  labels.map((label, i) =>
    reduce({ ...line(label, [10, 40 + 20 * i]), style: runStyle(i, 'dark') }, [1, 2], 50, LINEAR),
  );
const texts = (width: number, ...labels: string[]): string[] =>
  endLabels(drawn(...labels), at, layout.gutterOf(width)).map(({ text }) => text);

test('a wide chart names its lines at their ends, cut to the room that there is', () => {
  expect(texts(700, 'lion', 'adamw with a name that is long')).toEqual([
    '40 lion',
    '60 adamw with a name th…',
  ]);
});

test('a narrow chart says the values alone, and a single line needs no name', () => {
  expect(texts(400, 'lion', 'adamw')).toEqual(['40', '60']);
  expect(texts(700, 'lion')).toEqual(['40']);
});

test('what all names begin with is left out', () => {
  expect(texts(700, 'lion · lr 0.1 · seed 1', 'lion · lr 0.2 · seed 1')).toEqual([
    '40 lr 0.1 · seed 1',
    '60 lr 0.2 · seed 1',
  ]);
  expect(texts(700, 'lion', 'lion · seed 1')).toEqual(['40 lion', '60 lion · seed 1']);
});
