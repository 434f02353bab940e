import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { GALLERY, PROGRAMS } from '../testing/programs';

/** Diagnostics as `CODE text`, where text is what they point at. */
function found(source: string, settings?: Record<string, boolean | string>): string[] {
  return analyze(source, { settings, lints: false }).diagnostics.map(
    ({ code, span }) => `${code} ${source.slice(span.start, span.end)}`,
  );
}

/** A program whose `train` has these lines, with the slots m and v. */
function train(...lines: string[]): string {
  return `def train(w, g, m, v, lr):\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

const KEEP = 'return lr * m, m, v';
const BOTH = 'm = g + m * v';
const V = 'v = v + m';

describe('programs without fault', () => {
  test.each([...GALLERY, ...PROGRAMS])('%s checks', (name, source) => {
    const { diagnostics, program } = analyze(source, { name });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(program?.name).toBe(name);
  });

  test.each(PROGRAMS)('%s has no warning', (_, source) => {
    expect(found(source)).toEqual([]);
  });
});

describe('names and structure', () => {
  test.each([
    ['an unknown function', train('m = intrp(g, m, 0.9)', KEEP), 'N2 intrp'],
    ['an unknown name', train('m = g * beta', KEEP), 'N1 beta'],
    ['a function as a value', train('m = g * sqrt', KEEP), 'N1 sqrt'],
    ['a value as a function', train('m = g(m)', KEEP), 'N2 g'],
    ['an operator by name', train('m = add(g, m)', KEEP), 'N2 add'],
    ['the join by name', train('m = choose(step > 1, g, m)', KEEP), 'N2 choose'],
    ['too few arguments', train('m = interp(g, m)', KEEP), 'N3 interp(g, m)'],
    ['too many names', train('m, v = g', KEEP), 'N3 m, v = g'],
    ['assigning what is read-only', train('step = 3', BOTH, V, KEEP), 'N9 step'],
    ['a half-defined name', train('if step > 1:', '  x = g', 'm = x', KEEP), 'N8 x'],
    [
      'a loop over a hyperparameter',
      `n: hyper(1, 9, int) = 3\n${train('for i in range(n):', `  ${BOTH}`, V, KEEP)}`,
      'N11 n',
    ],
    ['a loop that is too long', train('for i in range(65):', `  ${BOTH}`, V, KEEP), 'N11 65'],
    ['no return', train(BOTH), 'N7 train'],
    ['returning what is no slot', train('x = g', 'return x, x', ''), 'N7 x'],
    ['returning a slot twice', train(BOTH, V, 'return m, m, m, v'), 'N7 m'],
    ['no train', 'x = 1\n', 'N6 '],
    ['train without g', 'def train(w, m, lr):\n  return w\n', 'N6 train'],
    ['an input among the slots', 'def train(w, g, step, lr):\n  return g\n', 'N6 step'],
    ['update among the slots', 'def train(w, g, update, lr):\n  return g\n', 'N6 update'],
    ['a slot and a hyperparameter', `m: hyper(0, 1) = 0\n${train(BOTH, V, KEEP)}`, 'N4 m'],
    ['two equal declarations', `a = 1\na = 2\n${train('m = g * m * a', V, KEEP)}`, 'N4 a'],
    ['two equal parameters', 'def train(w, g, m, m, lr):\n  return g, m\n', 'N4 m'],
    [
      'two equal functions',
      'def f(a):\n  return a\ndef f(a):\n  return a\ndef train(w, g, lr):\n  return f(g)\n',
      'N4 f',
    ],
    ['state without a slot', `z: state = w\n${train(BOTH, V, KEEP)}`, 'N5 z'],
    ['an unknown kind', `a: hiper(0, 1) = 0\n${train(BOTH, V, KEEP)}`, 'N5 hiper(0, 1)'],
    ['an unknown scale', `a: hyper(0, 1, lgo) = 0\n${train('m = g * a * m', V, KEEP)}`, 'N5 lgo'],
    ['a choice of something else', `a: choice("x") = "y"\n${train(BOTH, V, KEEP)}`, 'N5 "y"'],
    ['recursion', 'def f(a):\n  return f(a)\ndef train(w, g, lr):\n  return f(g)\n', 'N10 f'],
    [
      'a helper without return',
      'def f(a):\n  b = a\ndef train(w, g, lr):\n  return f(g)\n',
      'N7 f',
    ],
    [
      'the weights in a helper',
      'def f(a):\n  return a + w\ndef train(w, g, lr):\n  return f(g)\n',
      'N1 w',
    ],
    ['calling an entry', 'def train(w, g, lr):\n  return train(w, g, lr)\n', 'N2 train'],
    [
      'the gradient in eval_point',
      'def train(w, g, lr):\n  return g\ndef eval_point(w, g):\n  return w - g\n',
      'N6 g',
    ],
    [
      'the loss before the first step',
      'm: state = loss\ndef train(w, g, m, lr):\n  return g * m, m\n',
      'N1 loss',
    ],
    [
      'a Hessian in eval_point',
      'def train(w, g, lr):\n  return g\ndef eval_point(w):\n  return hvp(w)\n',
      'N1 hvp(w)',
    ],
    [
      'a slot of three sizes',
      `m: state(rows, cols, 1) = 0\n${train(BOTH, V, KEEP)}`,
      'N5 state(rows, cols, 1)',
    ],
    ['a size that is none', `m: state(rows, 2.5) = 0\n${train(BOTH, V, KEEP)}`, 'N5 2.5'],
    [
      'a size that may be a fraction',
      `r: hyper(1, 9) = 2\nm: state(rows, r) = 0\n${train(BOTH, V, KEEP)}`,
      'N5 r',
    ],
    ['an import', `from a import b\n${train(BOTH, V, KEEP)}`, 'N14 a'],
    [
      'two entries',
      'def train(w, g, lr):\n  return g\ndef grad_transform(w, g):\n  return g\n',
      'N6 grad_transform',
    ],
    [
      'an update transform of g',
      'def update_transform(w, g):\n  return g\n',
      'N6 update_transform',
    ],
    ['a slot named update', 'def train(w, g, update, lr):\n  return g, update\n', 'N6 update'],
    [
      'a pass before the first step',
      `m: state = gradient_at(w)\n${train(BOTH, V, KEEP)}`,
      'N1 gradient_at(w)',
    ],
    [
      'a pass in eval_point through a helper',
      'def f(a):\n  return loss_at(a)\ndef train(w, g, lr):\n  return g\ndef eval_point(w):\n  return w * f(w)\n',
      'N1 loss_at(a)',
    ],
    ['a draw with too many arguments', train('m = normal(g, 1)', V, KEEP), 'N3 normal(g, 1)'],
    ['an unknown role', train('if role(w) == "matrx":', '  m = m + g', V, KEEP), 'N1 "matrx"'],
    [
      'an explosion',
      `${[...'abcdefghijklmnopqr'].map((f, i, all) => `def ${f}(x):\n  return ${i ? `${all[i - 1]}(${all[i - 1]}(x))` : '-x'}\n`).join('')}def train(w, g, lr):\n  return r(g)\n`,
      'N13',
    ],
  ])('%s', (_, source, expected) => {
    expect(found(source).some((text) => text.startsWith(expected))).toBe(true);
    expect(analyze(source).program).toBeNull();
  });

  test('a misspelt name comes with a fix', () => {
    const source = train('m = intrp(g, m, 0.9)', KEEP);
    const [{ message, fixes }] = analyze(source).diagnostics;
    expect(message).toContain('did you mean `interp`?');
    const [{ span, text }] = fixes![0].edits;
    expect(source.slice(0, span.start) + text + source.slice(span.end)).toContain('m = interp(g');
  });
});

describe('types', () => {
  test.each([
    ['a condition as a number', train('m = g * (g > 0)', KEEP), 'T1 (g > 0)'],
    ['a number as a condition', train('m = where(g, g, m)', KEEP), 'T1 g'],
    ['a number after if', train('if step:', `  ${BOTH}`, V, KEEP), 'T1 step'],
    ['a string as a number', train('m = g * "a"', KEEP), 'T1 g * "a"'],
    ['a bound per element where one per model is needed', train('m = clip(g, m)', KEEP), 'T1'],
    ['the remainder of a tensor', train('m = g % 2', KEEP), 'T1 g % 2'],
    ['row means of a number', train('m = row_mean(norm(g)) * g', KEEP), 'T1 row_mean(norm(g))'],
    ['an if that differs within a tensor', train('if g > 0:', `  ${BOTH}`, V, KEEP), 'T3 g > 0'],
    [
      'branches of different kinds',
      train('if step > 1:', '  x = g > 0', 'else:', '  x = g', 'm = where(x, g, m)', KEEP),
      'T4 if step > 1:\n    x = g > 0',
    ],
    [
      'branches of different extents',
      train('if step > 1:', '  x = norm(g)', 'else:', '  x = g', 'm = x * m', KEEP),
      'T4 if step > 1:\n    x = norm(g)',
    ],
    [
      'a slot declared too coarse',
      `m: state(tensor) = 0\n${train(BOTH, V, KEEP)}`,
      'T7 state(tensor)',
    ],
    ['matrices that do not meet', train('m = g @ g', KEEP), 'T1 g @ g'],
    ['a number times a matrix', train('m = 2 @ g', KEEP), 'T1 2 @ g'],
    ['sums of different sizes', train('m = g + transpose(g)', KEEP), 'T1 g + transpose(g)'],
    ['an inner product of different sizes', train('m = g * dot(g, transpose(g))', KEEP), 'T1 dot'],
    ['the eigenvectors of what is not square', train('m = eigh_basis(g) * m', KEEP), 'T1 eigh'],
    ['the trace of a number', train('m = g * trace(lr)', KEEP), 'T1 trace(lr)'],
    ['a size that changes', train('m = top_singular(g, step) * m', KEEP), 'T1 top_singular'],
    ['a size of nothing', train('m = top_singular(g, 0) * m', KEEP), 'T1 top_singular'],
    ['a gradient at other sizes', train('m = gradient_at(g @ transpose(g))', KEEP), 'T1 gradient'],
    ['an update of another size', train('m = g', 'return g @ transpose(g), m, v'), 'T1 train'],
    [
      'a point of another size',
      'def train(w, g, lr):\n  return g\ndef eval_point(w):\n  return transpose(w)\n',
      'T1 eval_point',
    ],
    [
      'a slot of two sizes',
      train('m = interp(g, m, 0.9)', 'v = g @ transpose(g)', 'if step > 1:', '  m = v', KEEP),
      'T1 interp(g, m, 0.9)',
    ],
    [
      'a slot that starts in another size',
      `m: state = eye(w @ transpose(w))\n${train(BOTH, V, KEEP)}`,
      'T1 g + m * v',
    ],
    [
      'a declared size that does not fit',
      `m: state(rows, rows) = 0\n${train('m = interp(g, v, 0.9)', V, KEEP)}`,
      'T7 state(rows, rows)',
    ],
    [
      'branches of different sizes, even by rank',
      train('if ndim(w) >= 2:', '  x = g @ transpose(g)', 'else:', '  x = g', 'm = x * m', KEEP),
      'T4 if ndim(w) >= 2:',
    ],
    ['a condition as the update', train('m = g', 'return g > 0, m, v'), 'T1 g > 0'],
    ['a condition in a slot', train('m = g > 0', 'return g, m, v'), 'T1 m'],
    [
      'a default outside its range',
      `a: hyper(0.5, 0.9) = 0.99\n${train('m = g * a * m', V, KEEP)}`,
      'H1 0.99',
    ],
    [
      'a log scale from 0',
      `a: hyper(0, 1, log) = 0.5\n${train('m = g * a * m', V, KEEP)}`,
      'H1 hyper(0, 1, log)',
    ],
    [
      'a log1m scale to 1',
      `a: hyper(0, 1, log1m) = 0.5\n${train('m = g * a * m', V, KEEP)}`,
      'H1 hyper(0, 1, log1m)',
    ],
    [
      'half a step of a whole number',
      `a: hyper(0, 9, int) = 0.5\n${train('m = g * a * m', V, KEEP)}`,
      'H1 0.5',
    ],
  ])('%s', (_, source, expected) => {
    expect(found(source).some((text) => text.startsWith(expected))).toBe(true);
    expect(analyze(source).program).toBeNull();
  });

  test('slots take the least extent that covers what is stored, through cycles', () => {
    const source = `def train(w, g, a, b, c, d, r, k, lr):
  a = a + 1
  b = b + norm(g) * a
  d = c + b
  c = max(c, d)
  r = r + row_mean(g)
  k = col_mean(g) * k
  return lr * g * c / (r + k), a, b, c, d, r, k
`;
    const slots = analyze(source).program?.slots.map(({ name, extent }) => [name, extent]);
    expect(slots).toEqual([
      ['a', 'model'],
      ['b', 'tensor'],
      ['c', 'tensor'],
      ['d', 'tensor'],
      ['r', 'row'],
      ['k', 'col'],
    ]);
  });

  test('matrices take the sizes of what they are made of, through slots and cycles', () => {
    const source = `rank: hyper(1, 64, int) = 4
FEW = 2
fixed: state(FEW, 1) = 0

def train(w, g, left, right, p, low, back, fixed, lr):
  left = interp(g @ transpose(g), left, 0.9)
  right = right + transpose(g) @ left @ g
  p = top_singular(left, rank)
  low = max(low, transpose(p) @ g)
  back = back * 0.5 + p @ low @ right
  fixed = fixed + row_sum(transpose(top_singular(right, FEW)))
  return lr * (back + g), left, right, p, low, back, fixed
`;
    const slots = analyze(source).program?.slots.map(({ name, extent }) => [name, extent]);
    expect(slots).toEqual([
      ['left', '(rows, rows)'],
      ['right', '(cols, cols)'],
      ['p', '(rows, rank)'],
      ['low', '(rank, cols)'],
      ['back', 'elem'],
      ['fixed', '(2, 1)'],
    ]);
  });

  test('a number for the whole model joins with a branch of any extent', () => {
    expect(
      found(train('x = 1', 'if step > 3:', '  x = norm(g)', 'm = m * v + x * g', V, KEEP)),
    ).toEqual(found(train(BOTH, V, KEEP)));
  });
});

describe('one mistake is one error', () => {
  const WHOLE = `def train(w, g, left, root, lr):
  left = left + g @ transpose(g)
  root = inverse_root(left, 4, 1e-6)
  update = root @ g
  return lr * update, left, root
`;
  const instead = (line: string | RegExp, by: string): string => WHOLE.replace(line, by);

  test('what is made of something that does not fit is not reported again', () => {
    expect(found(instead('root @ g', 'g @ transpose(g) @ transpose(g)'))).toEqual([
      'T1 g @ transpose(g) @ transpose(g)',
    ]);
    expect(found(instead('root @ g', 'root + g'))).toEqual(['T1 root + g']);
  });

  test.each([
    ['unfinished', 'left = left +\n', /^S/],
    ['misspelt', 'left = left + gg @ transpose(g)\n', /^N1 gg/],
    ['gone', 'pass\n', /^T1/],
  ])('a slot whose line is %s has no size of its own', (_, by, code) => {
    const errors = found(instead(/left = left .*\n/, by));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(code);
  });

  test('a matrix that is not returned is reminded of, once', () => {
    const source =
      'def train(w, g, q, r, lr):\n  u = q @ (transpose(q) @ g) @ r\n  q = eigh_basis(g @ transpose(g))\n  r = eigh_basis(transpose(g) @ g)\n  return lr * u\n';
    const { diagnostics } = analyze(source, { lints: false });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([
      '`q` is assigned but not returned, so it stays as it starts, one number for the whole model; return it behind the first value.',
    ]);
  });
});

describe('warnings', () => {
  test.each([
    ['a dead statement', train('x = g * 2', BOTH, V, KEEP), ['D1 x']],
    [
      'what only feeds dead statements',
      train('x = g * 2', 'y = x + 1', BOTH, V, KEEP),
      ['D1 x', 'D1 y'],
    ],
    ['statements behind return', train(BOTH, V, KEEP, 'x = 1'), ['D1 x = 1']],
    ['a slot that stays zero', train('m = m * v + g', 'return m, m, v'), ['D3 v']],
    ['a slot that is never used', train('m = m + g', 'return m, m'), ['D4 v']],
    [
      'an unused parameter',
      `def f(a, b):\n  return a\n${train('m = f(g, w) + m * v', V, KEEP)}`,
      ['D4 b'],
    ],
    ['an update per tensor', 'def train(w, g, lr):\n  return lr * norm(g)\n', ['T2 train']],
    [
      'nothing in a comparison slot that starts somewhere',
      'z: state = w\ndef train(w, g, z, lr):\n  return lr * (w - z + g), z\n',
      [],
    ],
    [
      'nothing in a helper that is used both ways',
      `def f(a):\n  b = -a\n  return b\n${train('m = f(g) + m * v', 'x = f(g)', V, KEEP)}`,
      ['D1 x'],
    ],
  ])('%s', (_, source, expected) => {
    expect(found(source)).toEqual(expected);
    expect(analyze(source).program).not.toBeNull();
  });

  test('a comment on the line or the line above silences them, but no error', () => {
    const line = 'x = g * 2';
    expect(found(train(`${line}  # optiscope: ignore D1`, BOTH, V, KEEP))).toEqual([]);
    expect(found(train('# optiscope: ignore D4, D1', line, BOTH, V, KEEP))).toEqual([]);
    expect(found(train(`${line}  # optiscope: ignore D4`, BOTH, V, KEEP))).toEqual(['D1 x']);
    expect(found(train('x = q  # optiscope: ignore N1', KEEP))).toEqual(['N1 q']);
  });
});

describe('what unfolds', () => {
  const functions = (source: string, settings?: Record<string, boolean | string>): string[] =>
    analyze(source, { settings }).program!.train.statements.map(({ fn }) => fn);

  test('flags and choices decide before the program runs', () => {
    const source = `nesterov: flag = False
mode: choice("plain", "sign") = "plain"
def train(w, g, lr):
  if nesterov:
    g = square(g)
  if mode == "sign":
    g = sign(g)
  return lr * g
`;
    expect(functions(source)).toEqual(['multiply']);
    expect(functions(source, { nesterov: true })).toEqual(['square', 'multiply']);
    expect(functions(source, { mode: 'sign' })).toEqual(['sign', 'multiply']);
  });

  test('loops repeat their body with a number for the variable', () => {
    const source = 'def train(w, g, lr):\n  for i in range(3):\n    g = g * i\n  return g\n';
    const { statements } = analyze(source).program!.train;
    expect(statements.map(({ args }) => args[1])).toEqual(
      [0, 1, 2].map((value) => ({ from: 'literal', value })),
    );
  });

  test('an if on a value guards its branches and joins what they assign', () => {
    const source =
      'def train(w, g, lr):\n  if step > 3:\n    g = sign(g)\n  else:\n    g = cube(g)\n  return g\n';
    const { statements, results } = analyze(source).program!.train;
    expect(
      statements.map(({ fn, guard }) => [fn, guard && 'id' in guard ? guard.id : null]),
    ).toEqual([
      ['greater', null],
      ['sign', 0],
      ['not', null],
      ['cube', 2],
      ['choose', null],
    ]);
    expect(results).toEqual([{ from: 'statement', id: 4 }]);
  });

  test('only what is known of a tensor beforehand is fixed', () => {
    const source = 'def train(w, g, lr):\n  a = rows(w) * 2\n  return g * a + step * 2\n';
    const { statements } = analyze(source).program!.train;
    expect(statements.map(({ fn, fixed }) => [fn, fixed])).toEqual([
      ['rows', true],
      ['multiply', true],
      ['multiply', false],
      ['multiply', false],
      ['add', false],
    ]);
  });

  test('every way out may have its own return', () => {
    const source =
      'def train(w, g, m, lr):\n  if step < 3:\n    return g, m\n  m = m + g\n  return m, m\n';
    const { statements, results } = analyze(source).program!.train;
    expect(statements.map(({ fn }) => fn)).toEqual(['less', 'not', 'add', 'choose', 'choose']);
    expect(results).toEqual([3, 4].map((id) => ({ from: 'statement', id })));
  });

  test('lr is a hyperparameter of every program', () => {
    const { hypers } = analyze('def train(w, g, lr):\n  return lr * g\n').program!;
    expect(hypers).toMatchObject([{ name: 'lr', default: 1e-3, declared: false }]);
    const declared = analyze('lr: hyper(0.1, 1) = 0.5\ndef train(w, g, lr):\n  return lr * g\n');
    expect(declared.program!.hypers).toMatchObject([{ name: 'lr', default: 0.5, declared: true }]);
  });
});
