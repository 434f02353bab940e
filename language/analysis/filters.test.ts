import { expect, test } from 'vitest';
import { Subject } from '../lints/subject';
import { parse } from '../syntax/parser';
import { programOf } from '../testing/program-of';
import { GALLERY } from '../testing/programs';
import { findFilter } from './filters';

function orders(source: string): [slots: number, order: number] | null {
  const filter = findFilter(new Subject(source, parse(source).tree, [], programOf(source)));
  return filter && [filter.slots.length, filter.order];
}

const twoSlots = (a: string, b: string, update: string): string =>
  `def train(w, g, a, b, lr):\n  a = ${a}\n  b = ${b}\n  return ${update}, a, b\n`;

test.each([
  ['the same twice', 'interp(g, a, 0.9)', '0.9 * b + g', 'a + b', [2, 1]],
  ['the same twice, each seen', 'interp(g, a, 0.9)', '0.9 * b + g', 'sign(a) * b', [2, 1]],
  ['two decays', 'interp(g, a, 0.9)', 'interp(g, b, 0.99)', 'a + b', [2, 2]],
  ['a mean of a mean', 'interp(g, a, 0.9)', 'interp(a, b, 0.9)', 'b', [2, 2]],
  [
    'two inputs of one decay, added',
    'interp(g, a, 0.9)',
    'interp(sign(g), b, 0.9)',
    'a + b',
    [2, 1],
  ],
  ['two inputs, each seen', 'interp(g, a, 0.9)', 'interp(g * g, b, 0.9)', 'a / sqrt(b)', [2, 2]],
  ['a share of what the other loses', '0.5 * a + g', '0.5 * b - 0.5 * a', 'a + b', [2, 2]],
  [
    'a bias correction in between',
    'interp(g, a, 0.9)',
    'interp(g, b, 0.99)',
    'debias(a, 0.9) + b',
    [2, 2],
  ],
] as const)('%s', (_, a, b, update, expected) => {
  expect(orders(twoSlots(a, b, update))).toEqual(expected);
});

test('a start other than zero comes from outside, like the gradient', () => {
  const source = `b: state = w\n\n${twoSlots('interp(g, a, 0.9)', 'interp(g, b, 0.9)', 'a + b')}`;
  expect(orders(source)).toEqual([2, 1]);
  const seen = source.replace('a + b', 'sign(a) * sign(b)');
  expect(orders(seen)).toEqual([2, 2]);
});

test.each(GALLERY)('%s has no slot too many', (_, source) => {
  const found = orders(source);
  if (found) expect(found[1]).toBe(found[0]);
});
