import { expect, test } from 'vitest';
import { programOf, valueNamed } from '../testing/program-of';
import { Graph } from './graph';

const program = programOf(`def train(w, g, m, lr):
  a = g * m
  b = m * g
  c = g - m
  d = m - g
  e = sign(a) + c
  return lr * e * b * d, m
`);
const graph = new Graph(program.train);
const value = (name: string) => valueNamed(program, name);

test('values that are made alike are equal, whatever their order where it does not matter', () => {
  expect(graph.areEqual(value('a'), value('b'))).toBe(true);
  expect(graph.areEqual(value('c'), value('d'))).toBe(false);
});

test('a value depends on what it is worked out from', () => {
  const onSlot = (name: string) =>
    graph.dependsOn(value(name), (operand) => operand.from === 'slot' && operand.name === 'm');
  expect(onSlot('e')).toBe(true);
  expect(graph.dependsOn(value('e'), (operand) => operand.from === 'hyper')).toBe(false);
});

test('users are the statements that take a value as it is', () => {
  expect(graph.users(value('a')).map(({ fn }) => fn)).toEqual(['sign']);
  expect(graph.users({ from: 'slot', name: 'm' }).map(({ fn }) => fn)).toEqual([
    'multiply',
    'multiply',
    'subtract',
    'subtract',
  ]);
});
