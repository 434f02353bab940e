import { describe, expect, test } from 'vitest';
import { programOf } from '../testing/program-of';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { showUnit } from './unit';
import { findUnits } from './units';

const BETA = 'beta: hyper(0.5, 0.99) = 0.9\n';

describe('published rules', () => {
  test.each([
    ['sgd', { lr: 'g⁻¹·w' }, {}],
    ['momentum', { lr: 'g⁻¹·w', momentum: '1' }, { velocity: 'g' }],
    ['adamw', { lr: 'w', eps: 'g', wd: 'w⁻¹', beta1: '1' }, { m: 'g', v: 'g²' }],
    ['adopt', { lr: 'w', eps: 'g' }, { m: '1', v: 'g²' }],
    ['lion', { lr: 'w', wd: 'w⁻¹' }, { m: 'g' }],
    ['layer-wise', { lr: '1', wd: 'w⁻¹' }, { m: 'g', v: 'g²' }],
    ['schedule-free', { lr: 'w', beta1: '1' }, { z: 'w', v: 'g²' }],
    ['distance-estimate', { lr: 'w⁻¹·g⁻¹', d0: 'w' }, { d: 'w', w0: 'w' }],
    ['factored', { lr: 'w' }, { r: 'g²', c: 'g²', v: 'g²' }],
    ['shampoo', { lr: 'w', eps: 'g²' }, { left: 'g²', outer: 'g^-0.5', m: '1' }],
    ['soap', { lr: 'w', eps: 'g', wd: 'w⁻¹' }, { left: 'g²', ql: '1', qr: '1', m: 'g', v: 'g²' }],
  ])('%s', (name, hypers, slots) => {
    const [, source] = [...GALLERY, ...PROGRAMS].find(([known]) => known === name)!;
    const units = findUnits(programOf(source));
    expect(units.mismatches).toEqual([]);
    expect(units.slotMismatches).toEqual([]);
    for (const [hyper, unit] of Object.entries(hypers))
      expect([hyper, showUnit(units.hyper(hyper))]).toEqual([hyper, unit]);
    for (const [slot, unit] of Object.entries(slots))
      expect([slot, showUnit(units.slot(slot))]).toEqual([slot, unit]);
  });

  test('the discovered program mixes units', () => {
    const [, source] = GALLERY.find(([known]) => known === 'discovered')!;
    const { mismatches } = findUnits(programOf(source));
    expect(mismatches.map(({ statement }) => statement.fn)).toContain('arcsin');
  });
});

describe('mistakes', () => {
  test.each([
    [
      'a number beside a square',
      `${BETA}`,
      'v',
      'v = beta * v + (1 - beta * square(g))',
      'g / sqrt(v)',
    ],
    ['a function of a quantity', '', 'v', 'v = g', 'sigmoid(abs(v - g)) * g'],
    ['weights beside gradients', '', 'v', 'v = v + w + g', 'v'],
  ])('%s', (_, head, slot, line, update) => {
    const source = `${head}def train(w, g, ${slot}, lr):\n  u = ${update}\n  ${line}\n  return lr * u, ${slot}\n`;
    expect(findUnits(programOf(source)).mismatches.length).toBeGreaterThan(0);
  });

  const distance = (estimate: string) => `d0: hyper(1e-8, 1e-3, log) = 1e-6
beta: hyper(0.5, 0.99) = 0.9
d: state(model) = d0

def train(w, g, s, v, top, d, lr):
  v = interp(square(g), v, beta)
  root = sqrt(v) + 1e-8
  top = beta * top + (1 - beta) * d * lr * global_sum(g * s / root)
  s = beta * s + (1 - beta) * d * lr * g
  estimate = ${estimate}
  d = max(d, estimate)
  return d * lr * g / root, s, v, top, d
`;

  test('a factor on the wrong side of a fraction, which a free hyperparameter would absorb', () => {
    const size = 'global_sum(abs(s))';
    expect(findUnits(programOf(distance(`top / ((1 - beta) * ${size})`))).mismatches).toEqual([]);
    const { mismatches } = findUnits(programOf(distance(`top / (1 - beta) * ${size}`)));
    expect(mismatches.map(({ statement }) => statement.fn)).toEqual(['max']);
  });

  test('a velocity that starts as the weights', () => {
    const source = 'm: state = w\ndef train(w, g, m, lr):\n  m = 0.9 * m + g\n  return lr * m, m\n';
    const { mismatches, slotMismatches } = findUnits(programOf(source));
    expect(mismatches).toEqual([]);
    expect(slotMismatches.map(({ slot, when }) => [slot.name, when])).toEqual([['m', 'start']]);
  });

  test('bounds, floors and scales of their own are not mistakes', () => {
    const source = `top: hyper(0.1, 10) = 1
k: hyper(0.1, 10) = 1
def train(w, g, lr):
  g = clip(g, top)
  s = tanh(k * g) + step / 10
  return lr * s * g / (norm(g) + 1e-12)
`;
    expect(findUnits(programOf(source)).mismatches).toEqual([]);
  });
});
