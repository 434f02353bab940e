import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { print } from '../ir/print';
import { validate } from '../ir/validate';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { programOf } from '../testing/program-of';
import { simplify } from '.';

function simplified(source: string): string {
  return print(simplify(programOf(source)).program);
}

describe('the gallery', () => {
  test.each([...GALLERY, ...PROGRAMS])('%s stays a sound program', (_, source) => {
    const { program } = simplify(programOf(source));
    expect(validate(program)).toEqual([]);
    const text = print(program);
    const again = analyze(text, { lints: false });
    expect(
      again.diagnostics.filter(({ severity }) => severity === 'error'),
      text,
    ).toEqual([]);
  });
});

test('the discovered program comes down to one slot', () => {
  const [, source] = GALLERY.find(([name]) => name === 'discovered')!;
  expect(`\n${simplified(source)}`).toMatchInlineSnapshot(`
    "
    """The program from which Lion was derived, as the search found it and the paper printed it.

    Chen et al., \\"Symbolic Discovery of Optimization Algorithms\\", 2023, Program 8.
    It scales lr by 0.0002 itself, so its learning rate is of order 1."""
    lr: hyper(0.001, 10, log) = 1

    def train(w, g, v, lr):
      t1 = 0.0002 * lr
      g = min(lr / global_norm(g), 1) * g
      t2 = arcsin(g)
      m = interp(t2, v, 0.899)
      update = t1 * (sign(m) + 0.4602 * w)
      v = interp(t2, v, 0.996991)
      return update, v
    "
  `);
});

describe('rules', () => {
  test.each([
    ['m / sqrt(m * m)', 'sign(m)'],
    ['m / abs(m)', 'sign(m)'],
    ['sqrt(square(m))', 'abs(m)'],
    ['interp(g, interp(g, m, 0.5), 0.5)', 'interp(g, m, 0.25)'],
    ['interp(m, m, 0.3)', 'm'],
    ['sign(arcsin(3 * m))', 'sign(m)'],
    ['m - (m - g)', 'g'],
    ['max(m, m)', 'm'],
    ['exp(m) * 0 + m', 'm'],
    ['norm(-2 * m) * m', '2 * norm(m) * m'],
    ['sqrt(m) * sqrt(g) / sqrt(m * g)', 'abs(sign(m)) * abs(sign(g))'],
    ['where(1 > 2, 2 * m, m)', 'm'],
  ])('%s is %s', (from, to) => {
    const text = (expression: string): string =>
      simplified(`def train(w, g, m, lr):\n  u = ${expression}\n  m = m + g\n  return u, m\n`);
    expect(text(from)).toBe(text(to));
  });

  test('slots that hold the same are one', () => {
    const source = `def train(w, g, a, b, lr):
  a = interp(g, a, 0.9)
  b = 0.1 * g + 0.9 * b
  return lr * (a + b), a, b
`;
    expect(simplify(programOf(source)).program.slots.map(({ name }) => name)).toEqual(['a']);
  });

  test('a slot of the step alone is an expression', () => {
    const source = `def train(w, g, s, n, lr):
  s = 0.5 * s + 1
  n = n + 1
  return lr * g / (s * n), s, n
`;
    expect(simplify(programOf(source)).program.slots).toEqual([]);
  });
});
