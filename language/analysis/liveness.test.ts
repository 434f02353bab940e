import { expect, test } from 'vitest';
import { programOf, valueNamed } from '../testing/program-of';
import { findLive } from './liveness';

test('a slot lives only if it reaches the update, in this step or a later one', () => {
  const program = programOf(`def train(w, g, a, b, c, d, lr):
  a = b + g
  b = c * 0.5
  c = c + g
  d = d + a
  return lr * a, a, b, c, d
`);
  const { liveSlots, isLive } = findLive(program);
  expect([...liveSlots].sort()).toEqual(['b', 'c']);
  expect(isLive(valueNamed(program, 'a'))).toBe(true);
  expect(isLive(valueNamed(program, 'd'))).toBe(false);
});

test('conditions count, and so do starts and the evaluation point', () => {
  const program = programOf(`k: hyper(1, 9, int) = 2
s: hyper(0, 1) = 0.5
q: hyper(0, 1) = 0.5
z: state = s * w
x: state = w

def train(w, g, z, x, lr):
  if every(k):
    z = z + g
  x = interp(w, x, 0.5)
  u = q * g
  return lr * z, z, x

def eval_point(w, x):
  return x
`);
  const { liveSlots, reaches } = findLive(program);
  expect([...liveSlots].sort()).toEqual(['x', 'z']);
  const reached = ['k', 's', 'q'].map((name) => reaches({ from: 'hyper', name }));
  expect(reached).toEqual([true, true, false]);
});
