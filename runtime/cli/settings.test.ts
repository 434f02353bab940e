import { describe, expect, it } from 'vitest';
import { readSettings } from './settings';

const text = `
lr: hyper(1e-4, 1e-1, log) = 1e-3
beta: hyper(0.5, 0.99, log1m) = 0.9
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
const read = (...set: [string, string][]) => readSettings(set, { name: 'tried', path: null, text });

describe('what is set of a program', () => {
  it('is a number, a flag or a choice, as the program declares it', () => {
    expect(
      read(['beta', '0.95'], ['depth', '4'], ['nesterov', 'true'], ['mode', 'sign'], ['lr', '1']),
    ).toEqual({
      hyper: { beta: 0.95, depth: 4, lr: 1 },
      switches: { nesterov: true, mode: 'sign' },
    });
    expect(read()).toEqual({ hyper: {}, switches: {} });
  });

  it('goes by the names that a person writes for the parts of a chain', () => {
    const chain = {
      name: 'tried+behind',
      path: null,
      text: text.replaceAll('depth', 'tried_depth'),
    };
    expect(readSettings([['tried.depth', '3']], chain).hyper).toEqual({ tried_depth: 3 });
    expect(() => readSettings([['tried.depth', '1.5']], chain)).toThrow(
      'tried.depth is a whole number, not 1.5.',
    );
    expect(() => readSettings([['tried.dept', '1']], chain)).toThrow(
      'tried+behind has no hyperparameter "tried.dept"; did you mean tried.depth?',
    );
  });

  it.each<[string, string, string]>([
    ['betta', '1', 'tried has no hyperparameter "betta"; did you mean beta?'],
    ['beta', 'much', 'beta takes numbers, not "much".'],
    ['depth', '1.5', 'depth is a whole number, not 1.5.'],
    ['nesterov', 'maybe', 'nesterov cannot be "maybe"; it is one of True, False.'],
    ['mode', '1', 'mode cannot be "1"; it is one of plain, sign.'],
  ])('is refused in a sentence where it cannot be meant: %s=%s', (name, value, sentence) => {
    expect(() => read([name, value])).toThrow(sentence);
  });
});
