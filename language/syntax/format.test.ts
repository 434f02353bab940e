import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { format } from './format';
import { lex } from './lexer';
import { parse } from './parser';

/** What must survive: tokens but for line ends inside parentheses and a last comma, and every comment. */
function meaning(source: string): unknown {
  const { tokens, comments } = lex(source);
  return {
    tokens: tokens.map(({ kind, text }) => `${kind} ${text}`),
    comments: comments.map(({ text }) => text.trimEnd()),
  };
}

function expectStable(source: string): void {
  const once = format(source);
  expect(meaning(once)).toEqual(meaning(source));
  expect(format(once)).toBe(once);
}

describe('layout', () => {
  test.each([
    [
      'blanks',
      'def  f( a,b ) :\n    return -a**-b *( a+b )\n',
      'def f(a, b):\n  return -a ** -b * (a + b)\n',
    ],
    [
      'declarations',
      'a:hyper(0,1)=0.5 #: one\nlong : flag=True #: two\nT=1\n',
      'a:    hyper(0, 1) = 0.5   #: one\nlong: flag        = True  #: two\nT = 1\n',
    ],
    [
      'functions',
      'x = 1\ndef f(a):\n  return a\ndef g(a):\n  return a\n',
      'x = 1\n\ndef f(a):\n  return a\n\ndef g(a):\n  return a\n',
    ],
    ['blank lines', 'def f(a):\n  b = a\n\n\n\n  return b\n', 'def f(a):\n  b = a\n\n  return b\n'],
    [
      'comments',
      '#  top\ndef f(a):   #x\n      # inside\n      return a\n# end\n',
      '#  top\ndef f(a):  #x\n  # inside\n  return a\n\n# end\n',
    ],
    ['calls over lines', 'def f(a):\n  return max(a,\n    a)\n', 'def f(a):\n  return max(a, a)\n'],
    ['nothing', '', ''],
  ])('%s', (_, source, expected) => expect(format(source)).toBe(expected));

  test('a call that is too wide has one argument a line', () => {
    const long = 'a'.repeat(40);
    const source = `def f(${long}, b):\n  return max(${long} + b, min(${long}, b))\n`;
    expect(format(source)).toBe(
      `def f(${long}, b):\n  return max(\n    ${long} + b,\n    min(${long}, b)\n  )\n`,
    );
    expectStable(source);
  });

  test('a program with syntax errors stays as it is', () => {
    const source = 'def f(a) :\n  return (a\n';
    expect(format(source)).toBe(source);
  });
});

test.each([...GALLERY, ...PROGRAMS])('%s keeps its meaning, and once is enough', (_, source) => {
  expectStable(source);
});

test('however blanks and comments are strewn over a program', () => {
  const strewn = fc
    .record({
      source: fc.constantFrom(...[...GALLERY, ...PROGRAMS].map(([, source]) => source)),
      at: fc.array(fc.nat(1000), { maxLength: 8 }),
      insert: fc.constantFrom(' ', '   ', '\n', '# note\n', '  # note\n', '\n\n\n'),
    })
    .map(({ source, at, insert }) => {
      const places = at.map((place) => place % source.length).sort((a, b) => b - a);
      return places.reduce(
        (text, place) => text.slice(0, place) + insert + text.slice(place),
        source,
      );
    })
    .filter((source) => parse(source).diagnostics.length === 0);
  fc.assert(fc.property(strewn, expectStable), { seed: 5, numRuns: 300 });
});
