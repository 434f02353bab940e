import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { print } from '../ir/print';
import { validate } from '../ir/validate';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { programOf } from '../testing/program-of';
import { simplifiedText } from '../editing/simplified';
import { simplest, simplify } from '.';

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

    Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, Program 8.
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

  test('a slot that has seen former values of a hyperparameter stays', () => {
    const source = `beta: hyper(0.5, 0.99, log1m) = 0.9

def train(w, g, s, lr):
  s = beta * s + 1
  return lr * g / s, s
`;
    expect(simplify(programOf(source)).program.slots.map(({ name }) => name)).toEqual(['s']);
  });

  test('a number for the whole model may come from a branch for the whole model', () => {
    const source = `def train(w, g, m, lr):
  scale = lr
  if step > 10:
    scale = lr / global_norm(2 * g)
  m = interp(g, interp(g, m, 0.5), 0.5)
  return scale * m, m
`;
    const text = simplified(source);
    expect(text).toContain('m = interp(m, g, 0.75)');
    expect(text).toContain('global_norm(g)');
  });

  test('a pass through the model that is made at some steps stays in its branch', () => {
    const source = `def train(w, g, lr):
  if every(10):
    g = gradient_at(w + 0.1 * g / global_norm(g))
  return lr * g * 1
`;
    const program = programOf(source);
    expect(simplify(program).program).toBe(program);
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

describe('the simplest form', () => {
  const DISCOVERED = GALLERY.find(([name]) => name === 'discovered')![1];

  test('of the discovered program is what was written, with what goes gone', () => {
    const analysis = analyze(DISCOVERED, { name: 'discovered' });
    const found = simplest(analysis.program!);
    expect(found.program.slots.map(({ name }) => name)).toEqual(['v']);
    const text = simplifiedText(analysis, found);
    const [before, after] = [DISCOVERED, text].map((each) => each.split('\n'));
    expect(after!.filter((line) => !before!.includes(line))).toEqual([
      'def train(w, g, v, lr):',
      "  v = interp(g, v, 0.996991)  # optiscope: ignore I5: as printed; with m's own average it mixes again",
      '  update = sign(m)',
      '  return update, v',
    ]);
    expect(before!.length - after!.length).toBe(3);
    const told = found.steps.map(({ before, after }) => `${before} → ${after}`);
    expect(told).toEqual([
      'v = interp(g, m, 1.109) → v = interp(g, v, 0.996991)',
      'update = m / abs_m → update = sign(m)',
      'm2 = m * m → ',
      'abs_m = sqrt(m2) → ',
      'm = cosh(update) → ',
      'slot m → ',
    ]);
    const [step] = found.steps;
    expect(DISCOVERED.slice(step!.span!.start, step!.span!.end)).toBe('interp(g, m, 1.109)');
  });

  test('leaves in its branch what is taken apart at some steps only', () => {
    const source = `def train(w, g, left, outer, lr):
  left = left + g @ transpose(g)
  if every(10):
    outer = inverse_root(left, 4, 1e-4)
  u = outer @ g
  u = u * u / abs(u)
  return lr * u, left, outer
`;
    const analysis = analyze(source);
    expect(simplify(analysis.program!).program).toBe(analysis.program);
    const text = simplifiedText(analysis, simplest(analysis.program!));
    expect(text).toBe(source.replace('u * u / abs(u)', 'abs(u)'));
  });

  test('chooses by one condition twice', () => {
    const source = `def train(w, g, m, lr):
  y = m
  if step > 1:
    m = g
  if step > 1:
    m = y * m / abs(m) + 0 * w
  return lr * m * m * m / m, m
`;
    const text = print(simplest(programOf(source)).program);
    expect(analyze(text).program).not.toBeNull();
  });

  test('says what allows each step', () => {
    const source = `beta: hyper(0.5, 0.99) = 0.9
def train(w, g, v, lr):
  v = interp(square(g), v, beta)
  size = abs(v)
  bounded = max(size, -1)
  return lr * g / sqrt(bounded), v
`;
    const { steps } = simplest(programOf(source));
    expect(steps.map(({ before, condition }) => `${before}: ${condition}`)).toEqual([
      'size = abs(v): v is never below 0',
      'bounded = max(size, -1): v is never below -1',
    ]);
  });

  test.each(GALLERY.filter(([name]) => name !== 'discovered'))(
    'of %s is itself',
    (name, source) => {
      expect(simplest(analyze(source, { name }).program!).changed).toBe(false);
    },
  );

  test('leaves out hyperparameters and slots that are not needed, and keeps Windows line ends', () => {
    const source = `lr: hyper(1e-4, 1) = 1e-2
idle: hyper(0, 1) = 0.5
gone: state = w
def train(w, g, gone, lr):
  gone = gone + idle * g
  return lr * g, gone
`.replaceAll('\n', '\r\n');
    const analysis = analyze(source);
    expect(simplifiedText(analysis, simplest(analysis.program!))).toBe(
      'lr: hyper(1e-4, 1) = 1e-2\r\ndef train(w, g, lr):\r\n  return lr * g\r\n',
    );
  });
});
