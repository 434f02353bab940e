import { describe, expect, test } from 'vitest';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { parse } from './parser';
import type { Expression } from './tree';

/** Diagnostics as `CODE text`, where text is what they point at. */
function errors(source: string): string[] {
  return parse(source).diagnostics.map(
    ({ code, span }) => `${code} ${source.slice(span.start, span.end)}`,
  );
}

/** An expression with every grouping made explicit. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'number':
    case 'string':
      return expression.text;
    case 'boolean':
      return expression.value ? 'True' : 'False';
    case 'unary':
      return `(${expression.operator} ${show(expression.operand)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'call':
      return `${expression.callee.name}(${expression.args.map(show).join(', ')})`;
    case 'group':
      return show(expression.inner);
    case 'tuple':
      return `(${expression.items.map(show).join(', ')})`;
    case 'missing':
      return '?';
  }
}

function expression(source: string): string {
  const [item] = parse(`x = ${source}\n`).tree.items;
  if (item?.kind !== 'declaration') throw new Error('no declaration');
  return show(item.value);
}

/** The statements of `train`, one a line, blocks in braces. */
function statements(source: string): string[] {
  const definition = parse(source).tree.items.find((item) => item.kind === 'definition');
  return (definition?.body ?? []).map((statement) => {
    switch (statement.kind) {
      case 'assign':
        return `${statement.targets.map(show).join(', ')} = ${statement.values.map(show).join(', ')}`;
      case 'return':
        return `return ${statement.values.map(show).join(', ')}`;
      default:
        return statement.kind;
    }
  });
}

describe('operators bind as in Python', () => {
  test.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c % d', '(((a / b) * c) % d)'],
    ['-a ** 2', '(- (a ** 2))'],
    ['a ** -b ** c', '(a ** (- (b ** c)))'],
    ['2 ** 3 ** 2', '(2 ** (3 ** 2))'],
    ['-a * b', '((- a) * b)'],
    ['not a == b and c or d', '(((not (a == b)) and c) or d)'],
    ['a < b + 1', '(a < (b + 1))'],
    ['not not a', '(not (not a))'],
    ['(a + b) * f(c, d,)', '((a + b) * f(c, d))'],
    ['a @ b @ c', '((a @ b) @ c)'],
  ])('%s', (source, shown) => {
    expect(errors(`x = ${source}\n`)).toEqual([]);
    expect(expression(source)).toBe(shown);
  });
});

describe('one broken line is one error and spoils no other', () => {
  const program = (line: string): string =>
    `def train(w, g, m, lr):\n  a = g\n  ${line}\n  b = a\n  return b, m\n`;

  test.each([
    ['m = interp(g, ', 'S5 ('],
    ['m = (a + (b * c)', 'S5 ('],
    ['m = ', 'S7 ='],
    ['m = g +', 'S7 +'],
    ['m', 'S7 m'],
    ['m +', 'S7 +'],
    ['m = g g', 'S7 g'],
    ['m = )', 'S5 )'],
    ['m += g', 'S9 +='],
    ['m = g[0]', 'S9 ['],
    ['m = g.shape', 'S9 .'],
    ['m = g if a else b', 'S9 if'],
    ['m = a < g < b', 'S9 <'],
    ['m = a - not b', 'S7 not'],
    ['m = f(x=1)', 'S9 ='],
    ['m = f(g)(a)', 'S9 ('],
    ['m = +g', 'S9 +'],
    ['m = 007', 'S3 007'],
    ['m = 1e', 'S3 1e'],
    ['m = 1e999', 'S3 1e999'],
    ['m = 2x', 'S3 2x'],
    ['m = g $ a', 'S1 $'],
    ['m = "abc', 'S4 "abc'],
    ['m = a; b', 'S9 ;'],
    ['lambda = g', 'S8 lambda'],
    ['3 = g', 'S7 3'],
    ['m = n = g', 'S9 ='],
    ['m: state = w', 'S7 m'],
    ['del m', 'S9 del'],
    ['else = 3', 'S7 else'],
    ['for i in m: pass', 'S9 m'],
    ['if a b:', 'S7 b'],
  ])('%s', (line, error) => {
    const source = program(line);
    expect(errors(source)[0]).toBe(error);
    const read = statements(source);
    expect(read[0]).toBe('a = g');
    expect(read.slice(-2)).toEqual(['b = a', 'return b, m']);
    if (!/^(if|else)/.test(line)) expect(errors(source)).toHaveLength(1);
  });

  test('each broken line has its own error', () => {
    const source = 'def train(w, g, lr):\n  a = \n  b = f(\n  c = g $\n  return\n';
    expect(errors(source)).toEqual(['S7 =', 'S5 (', 'S1 $', 'S7 return'.slice(0, 3) + 'n']);
  });

  test('a call over several lines is whole', () => {
    const source = 'def train(w, g, lr):\n  a = max(g,\n      # why\n    w)\n  return a\n';
    expect(errors(source)).toEqual([]);
    expect(statements(source)).toEqual(['a = max(g, w)', 'return a']);
  });
});

describe('indentation', () => {
  test('a tab is an error whose fix writes spaces', () => {
    const source = 'def train(w, g, lr):\n\treturn g\n';
    const { diagnostics } = parse(source);
    expect(errors(source)).toEqual(['S2 \t']);
    expect(diagnostics[0].fixes?.[0].edits).toEqual([{ span: { start: 21, end: 22 }, text: '  ' }]);
    expect(statements(source)).toEqual(['return g']);
  });

  test('blank lines and comments never change it', () => {
    const source = 'def train(w, g, lr):\n  a = g\n\n# note\n      # note\n  return a\n';
    expect(errors(source)).toEqual([]);
    expect(statements(source)).toEqual(['a = g', 'return a']);
  });

  test.each([
    ['an unexpected indentation', 'def f(a):\n  b = a\n    c = b\n  return c\n', ['S6     ']],
    ['a dedent to nowhere', 'def f(a):\n    b = a\n  return b\n', ['S6   ']],
    ['a missing block', 'def f(a):\n  if a:\n  return a\n', ['S6 :']],
    ['a missing body', 'def f(a):\nx = 1\n', ['S6 :']],
  ])('%s', (_, source, expected) => {
    expect(errors(source)).toEqual(expected);
  });
});

test('documentation is kept: of the file, of functions, of declarations', () => {
  const source = `"""The file."""
#: first line
#: second line
a: hyper(0, 1) = 0.5
b = 1  #: beside

def f(x):
  "The function."
  return x
`;
  const { tree, diagnostics } = parse(source);
  expect(diagnostics).toEqual([]);
  expect(tree.doc?.value).toBe('The file.');
  const docs = tree.items.map((item) =>
    item.kind === 'declaration'
      ? item.doc
      : item.kind === 'definition'
        ? item.doc?.value
        : undefined,
  );
  expect(docs).toEqual(['first line\nsecond line', 'beside', 'The function.']);
  expect(tree.comments.map(({ ownLine }) => ownLine)).toEqual([true, true, false]);
});

test('line endings may be LF, CRLF or CR', () => {
  const source = 'def train(w, g, lr):\n  a = g\n  return a\n';
  for (const ending of ['\n', '\r\n', '\r'])
    expect(statements(source.replaceAll('\n', ending))).toEqual(['a = g', 'return a']);
});

test('imports are read whole', () => {
  const [first, second] = parse('from adamw import train as adamw, b\nimport c as d\n').tree.items;
  expect(first).toMatchObject({
    kind: 'import',
    module: { name: 'adamw' },
    names: [{ name: { name: 'train' }, alias: { name: 'adamw' } }, { name: { name: 'b' } }],
  });
  expect(second).toMatchObject({ module: null, names: [{ name: { name: 'c' } }] });
});

test('what is nested too deeply or too long is refused, not crashed on', () => {
  for (const text of [
    '('.repeat(1000),
    '-'.repeat(100_000),
    'a+'.repeat(100_000),
    'f('.repeat(1000),
  ])
    expect(errors(`x = ${text}\n`).some((error) => /^(S5|S10)/.test(error))).toBe(true);
});

test.each([...GALLERY, ...PROGRAMS])('%s parses without error', (_, source) => {
  expect(errors(source)).toEqual([]);
});
