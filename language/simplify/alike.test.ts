import { expect, test } from 'vitest';
import { programOf } from '../testing/program-of';
import { alikeSlots } from './alike';

const HEAD = 'beta: hyper(0.5, 0.99, log1m) = 0.9\n\ndef train(w, g, a, b, lr):\n';

test.each([
  ['equal', 'a = interp(g, a, beta)', 'b = (1 - beta) * g + beta * b', { factor: null }],
  ['a number times', 'a = interp(g, a, 0.9)', 'b = 0.9 * b + g', { factor: '0.1' }],
  [
    'a number times, not linear',
    'a = interp(g * g, a, 0.9)',
    'b = interp(square(3 * g), b, 0.9)',
    {},
  ],
  ['a hyperparameter times', 'a = interp(g, a, beta)', 'b = beta * b + g', { hyper: 'beta' }],
])('a slot that is %s another is found', (_, first, second, expected) => {
  const found = alikeSlots(
    programOf(`${HEAD}  ${first}\n  ${second}\n  return lr * (a + sign(b)), a, b\n`),
  );
  expect(found).toEqual([expect.objectContaining(expected)]);
});

test.each([
  ['another decay', 'a = interp(g, a, 0.9)', 'b = interp(g, b, 0.99)'],
  ['another input', 'a = interp(g, a, 0.9)', 'b = interp(g * g, b, 0.9)'],
  ['a root of it', 'a = interp(g, a, 0.9)', 'b = interp(sqrt(abs(a)), b, 0.9)'],
])('%s makes two slots', (_, first, second) => {
  const source = `def train(w, g, a, b, lr):\n  ${first}\n  ${second}\n  return lr * (a + sign(b)), a, b\n`;
  expect(alikeSlots(programOf(source))).toEqual([]);
});

test('another start makes two slots', () => {
  const source = `a: state = g

def train(w, g, a, b, lr):
  a = interp(g, a, 0.9)
  b = interp(g, b, 0.9)
  return lr * (a + sign(b)), a, b
`;
  expect(alikeSlots(programOf(source))).toEqual([]);
});
