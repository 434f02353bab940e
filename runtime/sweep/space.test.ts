import { describe, expect, it } from 'vitest';
import { readAxis, tunablesOf } from './space';

const TEXT = `
lr: hyper(1e-4, 1e-1, log) = 1e-3
beta: hyper(0.5, 0.99, log1m) = 0.9   #: decay
depth: hyper(1, 5, int) = 2
nesterov: flag = False
mode: choice("plain", "sign") = "plain"

def train(w, g, m, lr):
  m = interp(g, m, beta)
  if nesterov:
    m = m + depth * g
  if mode == "sign":
    m = sign(m)
  return lr * m, m
`;
const program = { name: 'tried', path: null, text: TEXT };
const tunables = tunablesOf(program);
const axis = (text: string) => readAxis(text, program.name, tunables);

describe('what a program lets people choose', () => {
  it('is its hyperparameters, then its flags and choices', () => {
    expect(tunables).toEqual([
      {
        name: 'lr',
        written: 'lr',
        default: 1e-3,
        range: { low: 1e-4, high: 0.1, scale: 'log' },
        declared: true,
        values: null,
        doc: null,
      },
      {
        name: 'beta',
        written: 'beta',
        default: 0.9,
        range: { low: 0.5, high: 0.99, scale: 'log1m' },
        declared: true,
        values: null,
        doc: 'decay',
      },
      {
        name: 'depth',
        written: 'depth',
        default: 2,
        range: { low: 1, high: 5, scale: 'int' },
        declared: true,
        values: null,
        doc: null,
      },
      {
        name: 'nesterov',
        written: 'nesterov',
        default: false,
        range: null,
        declared: true,
        values: [true, false],
        doc: null,
      },
      {
        name: 'mode',
        written: 'mode',
        default: 'plain',
        range: null,
        declared: true,
        values: ['plain', 'sign'],
        doc: null,
      },
    ]);
  });

  it('goes by the names that a person writes of a chain', () => {
    const text =
      'adamw_beta1: hyper(0.5, 0.99) = 0.9\ndef train(w, g, lr):\n  return lr * adamw_beta1 * g\n';
    expect(tunablesOf({ name: 'sam+adamw', path: null, text })).toMatchObject([
      { name: 'lr', written: 'lr' },
      { name: 'adamw_beta1', written: 'adamw.beta1' },
    ]);
  });

  it('has a learning rate where the program declares none, and nothing where it is broken', () => {
    const text = 'def train(w, g, lr):\n  return lr * g\n';
    expect(tunablesOf({ ...program, text })).toMatchObject([{ name: 'lr', declared: false }]);
    expect(tunablesOf({ ...program, text: 'def train(' })).toEqual([]);
  });
});

describe('what is to be varied', () => {
  it('is a name over its declared range, another range, or values', () => {
    expect(axis('beta')).toMatchObject({ kind: 'range', range: { low: 0.5, high: 0.99 } });
    expect(axis(' lr = 1e-5..1 ')).toEqual({
      name: 'lr',
      kind: 'range',
      range: { low: 1e-5, high: 1, scale: 'log' },
    });
    expect(axis('lr=0.1, 0.2,0.1')).toEqual({ name: 'lr', kind: 'values', values: [0.1, 0.2] });
    expect(axis('nesterov')).toEqual({ name: 'nesterov', kind: 'values', values: [true, false] });
    expect(axis('nesterov=false')).toEqual({ name: 'nesterov', kind: 'values', values: [false] });
    expect(axis('mode=sign')).toEqual({ name: 'mode', kind: 'values', values: ['sign'] });
  });

  it.each([
    ['betta', 'tried has no hyperparameter "betta"; did you mean beta?'],
    ['zzzzzz=1', 'it has lr, beta, depth, nesterov, mode.'],
    ['1..2', 'does not say what to vary'],
    ['lr=1..0.1', 'The range of lr runs backwards: write it as lr=0.1..1.'],
    ['lr=1..1', 'The range of lr from 1 to 1 is empty: set lr instead.'],
    ['lr=0..1', 'lr has a log scale, which needs a range above 0, not from 0.'],
    ['beta=0.5..1', 'beta has a log1m scale, which needs a range below 1, not up to 1.'],
    ['depth=0.5..3', 'depth is a whole number: give its range in whole numbers.'],
    ['depth=1,1.5', 'depth is a whole number, not 1.5.'],
    ['lr=a..b', 'lr takes numbers, not "a".'],
    ['lr=', 'lr takes numbers, not "".'],
    ['lr=0.1..0.2..0.3', '"lr=0.1..0.2..0.3" is no range: write one as in lr=1e-4..1e-1.'],
    ['mode=plan', 'mode cannot be "plan"; it is one of plain, sign.'],
    ['nesterov=0..1', 'nesterov has no range; it is one of True, False.'],
  ])('is refused in a sentence where it cannot be meant: %s', (text, sentence) => {
    expect(() => axis(text)).toThrow(sentence);
  });
});
