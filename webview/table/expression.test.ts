import { expect, test } from 'vitest';
import { fakeRun } from '../session/fake-supervisor';
import { ColumnBook } from './columns';
import { parseFilter } from './expression';

const RUNS = [
  fakeRun('1', {
    program: 'lion',
    task: 'text',
    lr: 1e-4,
    hyper: { beta1: 0.9 },
    status: 'failed',
  }),
  fakeRun('2', { program: 'adamw', task: 'text', lr: 3e-3, metrics: { 'val/loss': 0.5 } }),
  fakeRun('3', { program: 'my lion', task: 'spirals', lr: 1e-2, metrics: { 'val/loss': 'NaN' } }),
];
const columns = new ColumnBook().columns(new Map(RUNS.map((run) => [run.id, run])));
const matches = (text: string): string => {
  const { test: passes, problem } = parseFilter(text, columns);
  return (
    problem ??
    RUNS.filter((run) => passes!(run))
      .map(({ id }) => id)
      .join('')
  );
};

test.each([
  ['', '123'],
  ['   ', '123'],
  ['lion', '13'],
  ['LION text', '1'],
  ['lion or adamw', '123'],
  ['not lion', '2'],
  ['failed', '1'],
  ['lr > 1e-3', '23'],
  ['lr>1e-3 and task==text', '2'],
  ['lr > 1e-3 task = TEXT', '2'],
  ['lr <= 0.003', '12'],
  ['program == "my lion"', '3'],
  ["program ~ 'lion'", '13'],
  ['program != lion', '23'],
  ['hyper.beta1 == 0.9', '1'],
  ['beta1 != 0.9', '23'],
  ['beta1 < 5', '1'],
  ['metric.val/loss < 1', '2'],
  ['val/loss < 1', '2'],
  ['val/loss == NaN', '3'],
  ['not (lr > 1e-3 or failed)', ''],
  ['lion or adamw and task == spirals', '13'],
  ['seed == 0', '123'],
])('%j lets these pass: %s', (text, ids) => expect(matches(text)).toBe(ids));

test.each([
  ['lr >', 'After “>” a value is missing.'],
  ['lr > > 3', 'After “>” a value is missing.'],
  ['> 3', 'Before “>” a column is missing.'],
  ['(lion', 'A parenthesis is not closed.'],
  ['lion)', '“)” is not expected here.'],
  ['lion and', 'Something is missing at the end.'],
  ['"lion', 'A quotation mark is not closed.'],
  ['learning > 3', 'There is no column “learning”.'],
])('%j is told to be wrong: %s', (text, sentence) => expect(matches(text)).toBe(sentence));

test('a word that the language of programs knows is only text', () => {
  expect(matches('constructor')).toBe('');
  expect(matches('__proto__ == 1')).toBe('There is no column “__proto__”.');
});
