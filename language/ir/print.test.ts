import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { print } from './print';
import type { Body, Operand, Program } from './program';

/** A program without what printing may change: numbers of statements, names of inner parts, places. */
function essence(program: Program): unknown {
  const body = ({ statements, results }: Body): unknown => {
    const index = new Map(statements.map(({ id }, i) => [id, i]));
    const plain = (operand: Operand | null): unknown =>
      operand?.from === 'statement' ? `#${index.get(operand.id)}` : operand;
    return {
      statements: statements.map(({ fn, args, type, fixed, guard }) => [
        fn,
        args.map(plain),
        type,
        fixed,
        plain(guard),
      ]),
      results: results.map(plain),
    };
  };
  return {
    ...program,
    hypers: program.hypers.map(({ span: _, ...hyper }) => hyper),
    slots: program.slots.map(({ name, extent, initial }) => [
      name,
      extent,
      initial && body(initial),
    ]),
    train: body(program.train),
    evalPoint: program.evalPoint && body(program.evalPoint),
  };
}

function expectRoundTrip(source: string): void {
  const program = analyze(source).program;
  expect(program, source).not.toBeNull();
  const text = print(program!);
  const again = analyze(text);
  expect(
    again.diagnostics.filter(({ severity }) => severity === 'error'),
    text,
  ).toEqual([]);
  expect(essence(again.program!), text).toEqual(essence(program!));
  expect(print(again.program!)).toBe(text);
}

describe('a printed program reads back as itself', () => {
  test.each([...GALLERY, ...PROGRAMS])('%s', (_, source) => expectRoundTrip(source));

  test.each([
    ['an overwritten slot that is still needed', 'old = m\nm = g + m\nreturn m - old, m, v'],
    ['slots that change places', 'a = m\nm = v\nv = a\nreturn g + m, m, v'],
    ['an update that is an overwritten slot', 'a = m\nm = g\nreturn a, m, v'],
    ['negative numbers', 'm = -2 ** 2 + (-2) ** 2 - -3 * -(3) - (-m) ** -1\nreturn m * g, m, v'],
    ['grouping to the right', 'm = g - (m - v) / (g / (m / v))\nreturn m ** (g ** m) ** v, m, v'],
    ['logic', 'c = not (g > 0 and not (m > 0 or v > 0)) == (g < 1)\nreturn where(c, g, m), m, v'],
    ['a name for an input', 'g = sign(g)\nlr = lr * 0.5\nw = w * lr\nreturn g * lr + w, m, v'],
    ['a branch of names alone', 'x = g\nif step > 3:\n  x = m\nreturn x, m, v'],
    ['names exchanged in a branch', 'if step > 3:\n  a = m\n  m = v\n  v = a\nreturn g, m, v'],
    ['a negated condition', 'if not step > 3:\n  m = g * m\nreturn m, m, v'],
    ['only an else', 'if step > 3:\n  pass\nelse:\n  m = g * m\nreturn m, m, v'],
    [
      'joins in another order',
      'if step > 3:\n  v = g * v\n  m = g * m\nelse:\n  m = sign(m)\nreturn m, m, v',
    ],
    ['an inner part used twice', 'x = clip(g * m, 1)\nreturn x, m, v'],
    ['results of a loop', 'for i in range(4):\n  m = m * (g + i)\nreturn m, m, v'],
    [
      'an if in an if in an else',
      'if step > 3:\n  m = g\nelse:\n  if loss > 2:\n    if norm(g) > 1:\n      m = g * 2\n    v = v + g\n  else:\n    v = v * 2\nreturn m, m, v',
    ],
    ['constants and a name in their way', 'e = g * pi\nm = e + e * m\nreturn m * exp(1), m, v'],
    [
      'returns in branches',
      'if step < 3:\n  return g, m\nif loss > 3:\n  return g * 2, v\nreturn g * 3, m, v',
    ],
    [
      'returns in branches that leave a slot changed',
      'm = 0.9 * m + g\nif step < 3:\n  return g * 2, m, v\nif loss > 3:\n  m = m * 2\n  return g * 3, m, v\nreturn g, m, v',
    ],
    ['a constant update', 'return 0 * g, m, v'],
  ])('%s', (_, body) => {
    const indented = body.replaceAll(/^/gm, '  ');
    expectRoundTrip(`def train(w, g, m, v, lr):\n${indented}\n`);
  });

  test('starts of one line and of several, with and without a scope', () => {
    expectRoundTrip(`def twice(x):
  y = x * 2
  return y + y
a: state = w * 0.5
b: state = twice(norm(g))
c: state(elem) = 1
d: state(model) = 0.5
def train(w, g, a, b, c, d, lr):
  d = d * 0.5
  return g * a * b * c * d, a, b, c, d
`);
  });

  test('random programs', () => {
    const name = fc.constantFrom('m', 'v', 'x', 'y', 'g', 'w', 'lr');
    const leaf = fc.oneof(name, fc.constantFrom('0.5', '-2', '1e-8', 'step', 'b', 'loss'));
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc
          .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '**'), tie('expression'))
          .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
        fc
          .tuple(fc.constantFrom('sign', 'sqrt', 'norm', 'mean'), tie('expression'))
          .map(([f, a]) => `${f}(${a})`),
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `interp(${a}, ${b}, b)`),
      ),
    }));
    const assignment = fc.tuple(name, expression).map(([n, e]) => [`${n} = ${e}`]);
    const condition = fc
      .tuple(fc.constantFrom('step', 'loss', 'norm(g)', 'ndim(w)', 'sum(m)'), fc.nat(9))
      .map(([a, n]) => `${a} > ${n}`);
    const { block } = fc.letrec<{ block: string[]; branch: string[] }>((tie) => ({
      branch: fc
        .tuple(condition, tie('block'), fc.option(tie('block'), { nil: null }))
        .map(([c, then, otherwise]) => [
          `if ${c}:`,
          ...then.map((line) => `  ${line}`),
          ...(otherwise ? ['else:', ...otherwise.map((line) => `  ${line}`)] : []),
        ]),
      block: fc
        .array(fc.oneof({ maxDepth: 3 }, assignment, tie('branch')), { minLength: 1, maxLength: 4 })
        .map((lines) => lines.flat()),
    }));
    const program = block.map(
      (lines) =>
        `b: hyper(0, 1) = 0.5\ndef train(w, g, m, v, lr):\n  x, y = g * 2, m\n${lines.map((line) => `  ${line}\n`).join('')}  return lr * x + y, m, v\n`,
    );
    const valid = program.filter((source) => analyze(source).program !== null);
    fc.assert(fc.property(valid, expectRoundTrip), { seed: 7, numRuns: 300 });
  });
});
