import { expect, test } from 'vitest';
import { programOf } from '../testing/program-of';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { findCost } from './cost';

test.each([
  ['sgd', 0, 1],
  ['adamw', 8, 1],
  ['amsgrad', 12, 1],
  ['discovered', 8, 2],
  ['distance-estimate', 12, 2],
])('%s keeps %i bytes per parameter and takes %i sweeps', (name, bytes, passes) => {
  const [, source] = [...GALLERY, ...PROGRAMS].find(([known]) => known === name)!;
  const cost = findCost(programOf(source));
  expect([cost.bytesPerParameter, cost.passes]).toEqual([bytes, passes]);
});

test('slots count by their extent', () => {
  const [, source] = PROGRAMS.find(([known]) => known === 'factored')!;
  expect(findCost(programOf(source)).slots).toEqual({
    model: 0,
    tensor: 0,
    row: 1,
    col: 1,
    elem: 1,
  });
});
