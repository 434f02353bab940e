/** What people type who come from papers and from Python, and what they are told to write instead. */
import { describe, expect, test } from 'vitest';
import { analyze } from './analyze';
import { applyEdits } from './editing/edit';
import { programOf } from './testing/program-of';

const said = (source: string): string[] =>
  analyze(source).diagnostics.map(({ code, message }) => `${code}: ${message}`);

/** The text after the first repair that a code brings along. */
function repaired(source: string, code: string): string | null {
  const fixes = analyze(source).diagnostics.find((each) => each.code === code)?.fixes;
  return fixes?.[0] ? applyEdits(source, fixes[0].edits) : null;
}

const body = (...lines: readonly string[]): string =>
  `wd: hyper(0, 1) = 0.01\n\ndef train(w, g, m, v, lr):\n${lines.map((line) => `  ${line}\n`).join('')}`;

describe('in place of', () => {
  test.each([
    ['m.mul_(0.9)', 'write `x = x * y`'],
    ['m = v.sqrt()', 'write `sqrt(x)`'],
    ['m = torch.sign(g)', 'write `sign(x)`'],
    ['m = g @ g.T', 'write `transpose(x)`'],
    ['m = g.shape', 'use functions such as `mean(x)`'],
    ['m = mean(g, axis=1)', '`row_mean(x)`'],
    ['m = clamp(g, low=1)', 'write the values in order'],
    ['m = g / (1 - 0.9 ** t)', 'did you mean `step`?'],
    ['m = g + theta', 'did you mean `w`?'],
    ['m = g + wb * w', 'No value is named `wb`; assign it above, declare it'],
  ])('`%s` it says: %s', (line, told) => {
    expect(said(body(line, 'return lr * m, m, v')).join('\n')).toContain(told);
  });

  test.each([
    ['import math', 'need no import, and `math` is not to be had'],
    ['import numpy as np', 'need no import'],
    ['from torch import sqrt', 'need no import'],
    ['betas = (0.9, 0.99)', 'one number; declare each of several by itself'],
  ])('the declaration `%s` it says: %s', (line, told) => {
    const source = `${line}\n${body('return lr * g, m, v')}`;
    expect(said(source).join('\n')).toContain(told);
    expect(said(source).filter((each) => /^N14|^N5/.test(each))).toHaveLength(1);
  });

  test('a default it says where it belongs', () => {
    expect(said('def train(w, g, m, lr, beta=0.9):\n  return lr * g, m\n')).toEqual([
      expect.stringContaining('declare `beta = 0.9` above the functions'),
    ]);
  });
});

test('a word of one letter or two is no misspelling of another', () => {
  const source = body('m = interp(g, m, 0.9)', 'return lr * (m + wc * w), m, v');
  expect(said(source).join('\n')).not.toContain('did you mean');
  const slip = body('m = interp(G, mm, 0.9)', 'return lr * (m + dw * w), m, v');
  expect(said(slip).filter((each) => each.includes('did you mean'))).toHaveLength(3);
});

test('an unreadable line has its own error alone', () => {
  const told = said(body('m = g / (v.sqrt() + 1e-8)', 'return lr * m, m, v'));
  expect(told).toEqual([expect.stringMatching(/^S9/)]);
});

describe('new weights in place of their change', () => {
  const NEW = 'the runtime subtracts it from the old ones; return the change alone';

  test.each([
    [['return w - lr * g, m, v'], ['return lr * g, m, v']],
    [
      ['new = w - (lr * g + lr * wd * w)', 'return new, m, v'],
      ['new = lr * g + lr * wd * w', 'return new, m, v'],
    ],
    [['return w * (1 - lr * wd) - lr * g, m, v'], null],
    [['w = w * (1 - lr * wd)', 'w = w - lr * g', 'return w, m, v'], null],
  ])('%j', (lines, wanted) => {
    expect(said(body(...lines)).join('\n')).toContain(NEW);
    expect(repaired(body(...lines), 'A7')).toBe(wanted && body(...wanted));
    if (wanted) expect(said(body(...wanted)).join('\n')).not.toContain(NEW);
  });

  test.each([
    [['return lr * (g + wd * w), m, v']],
    [['return lr * g + wd * w, m, v']],
    [['return w - (w - lr * g), m, v']],
  ])('%j is no such thing', (lines) => {
    expect(said(body(...lines)).join('\n')).not.toContain(NEW);
  });
});

test.each(['(1 - 0.9) * g * g', 'g * (1 - 0.9) * g', 'g * ((1 - 0.9) * g)', '0.1 * dot(g, g)'])(
  'a second moment fed with %s is never negative',
  (square) => {
    const lines = [`v = 0.9 * v + ${square}`, 'return lr * g / (sqrt(v) + 1e-8), m, v'];
    expect(said(body(...lines)).filter((each) => /^I[17]/.test(each))).toEqual([]);
    expect(programOf(body(...lines))).not.toBeNull();
  },
);

test.each(['lr * (sign(m) + 0.1 * w)', 'lr * sign(m) + lr * 0.1 * w', 'lr * (w * 0.1 + sign(m))'])(
  'a decay with a number, as in `%s`, is no mistake of scale',
  (update) => {
    const told = said(`def train(w, g, m, lr):\n  m = interp(g, m, 0.9)\n  return ${update}, m\n`);
    expect(told.filter((each) => each.startsWith('U'))).toEqual([]);
  },
);
