import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { print } from '../ir/print';
import { validate } from '../ir/validate';

const FILES: Record<string, string> = {
  inner: `"""Momentum."""
TINY = 1e-30
beta: hyper(0.5, 0.99, log1m) = 0.9  #: decay
unused: hyper(0, 1) = 0.5

def mixed(a, b):
  return interp(a, b, beta)

def train(w, g, m, lr):
  m = mixed(g, m)
  return lr * m, m
`,
  middle: `from inner import mixed as blend, TINY

def twice(a, b):
  return blend(blend(a, b), b) + TINY
`,
  faulty: 'def train(w, g, lr):\n  return lr * gg\n',
  left: 'from right import f\ndef h(x):\n  return f(x)\n',
  right: 'from left import h\ndef f(x):\n  return h(x)\n',
};

const imports = (name: string): string | null => FILES[name] ?? null;
const look = (source: string) => analyze(source, { name: 'outer', imports });

const messages = (source: string): string[] =>
  look(source).diagnostics.map(
    ({ code, span, message }) => `${code} ${source.slice(span.start, span.end)}: ${message}`,
  );

const USER = (line: string): string => `${line}\n\ndef train(w, g, lr):\n  return lr * g\n`;

describe('an imported function', () => {
  test('is what it would be if it stood here, with its hyperparameters under its program', () => {
    const source = `from inner import train as momentum

def train(w, g, m, lr):
  update, m = momentum(w, clip(g, 1), m, lr)
  return update + 0.1 * lr * w, m
`;
    const { program, diagnostics } = look(source);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(validate(program!)).toEqual([]);
    expect(program!.hypers.map(({ name, default: value }) => [name, value])).toEqual([
      ['lr', 1e-3],
      ['inner_beta', 0.9],
    ]);
    expect(print(program!)).toContain('interp(g * min(1, 1 / global_norm(g)), m, inner_beta)');
    expect(analyze(print(program!)).program).not.toBeNull();
    const places = program!.train.statements.map(({ span }) => source.slice(span.start, span.end));
    expect(places).toContain('momentum');
  });

  test('may itself import', () => {
    const { program, diagnostics } = look(`from middle import twice

def train(w, g, m, lr):
  m = twice(g, m)
  return lr * m, m
`);
    expect(diagnostics).toEqual([]);
    expect(validate(program!)).toEqual([]);
    expect(program!.hypers.map(({ name }) => name)).toEqual(['lr', 'inner_beta']);
    expect(print(program!)).toContain('1e-30');
  });

  test('may be a constant', () => {
    const { program } = look(
      'from inner import TINY as FLOOR\ndef train(w, g, lr):\n  return lr * g / (norm(g) + FLOOR)\n',
    );
    expect(print(program!)).toContain('norm(g) + 1e-30');
  });

  test('keeps its own names: a helper of the same name here is another', () => {
    const { program } = look(`from inner import train as momentum

def mixed(a, b):
  u, v = momentum(a, a, b, 1)
  return u, v

def train(w, g, m, lr):
  u, m = mixed(g, m)
  return lr * u, m
`);
    expect(print(program!)).toContain('interp(g, m, inner_beta)');
  });
});

describe('an import that cannot be used', () => {
  test.each([
    ['of no program', USER('from nowhere import f'), 'N14 nowhere: There is no program `nowhere`'],
    [
      'of no function',
      USER('from inner import mixd'),
      'N14 mixd: `inner` has no function or constant `mixd`; did you mean `mixed`?',
    ],
    [
      'of a hyperparameter',
      USER('from inner import beta'),
      'N14 beta: `inner` has no function or constant `beta`',
    ],
    [
      'of a program with an error',
      USER('from faulty import train as f'),
      'N14 faulty: `faulty` has an error in line 2:',
    ],
    [
      'of programs in a circle',
      USER('from left import h'),
      'N14 left: These programs import each other in a circle: left → right → left.',
    ],
    [
      'of itself',
      USER('from outer import train as f'),
      'N14 outer: These programs import each other in a circle: outer → outer.',
    ],
    [
      'without names',
      USER('import inner'),
      'N14 import inner: Import names one by one: `from inner import train as inner`.',
    ],
    ['under a name that is taken', `from inner import mixed as lr\n${USER('')}`, 'N4 lr'],
  ])('%s', (_, source, expected) => {
    expect(
      messages(source).find((text) => text.startsWith(expected)),
      messages(source).join('\n'),
    ).toBeDefined();
    expect(look(source).program).toBeNull();
  });

  test('is reported once, and hides nothing else', () => {
    const source =
      'from nowhere import f, TINY\ndef train(w, g, m, lr):\n  m = f(g) + TINY\n  return lr * mm, m\n';
    expect(
      look(source)
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map(({ code }) => code),
    ).toEqual(['N14', 'N1']);
  });

  test('of a mistaken call is told at the call', () => {
    const source = 'from inner import mixed\ndef train(w, g, lr):\n  return lr * mixed(g > 0, g)\n';
    expect(messages(source)[0]).toMatch(/^T1 mixed: /);
  });
});
