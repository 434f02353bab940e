/** Programs of any length, each long in another way: what takes too long, or too deep a stack, shows in one of them. */
export const LARGE: Readonly<Record<string, (lines: number) => string>> = {
  'statements in a row': (n) =>
    entry(
      each(n, (i) => `a${i} = interp(g, a${Math.max(0, i - 1)}, 0.9) * ${i}`),
      'a0',
    ),
  'names that nothing uses': (n) => entry(each(n, (i) => `x${i} = g + 1`)),
  'names that nothing defines': (n) => entry(each(n, (i) => `x${i} = y${i} + 1`)),
  'functions that do not exist': (n) => entry(each(n, (i) => `x${i} = f${i}(g, (g + 1))`)),
  'a sum of itself': (n) => entry(['x = g', ...each(n, () => 'x = x + x')], 'x'),
  'a square of itself': (n) => entry(['x = g', ...each(n, () => 'x = x * x')], 'x'),
  'a number that is a sum of itself': (n) =>
    entry(['x = norm(g)', ...each(n, () => 'x = x + x')], 'g / min(1, x) + g * norm(w) / x'),
  'a condition on itself': (n) =>
    entry(['c = step > 3', ...each(n, () => 'c = c and c'), 'x = g', 'if c:', '  x = w'], 'x'),
  'early returns': (n) => entry(each(n / 2, (i) => `if step > ${i}:\n    return lr * g * ${i}`)),
  'early returns on a flag': (n) =>
    `f: flag = True\n${entry(each(n / 2, () => 'if f:\n    return lr * g'))}`,
  'elif after elif': (n) =>
    entry(
      ['x = g', 'if step > 5:\n    x = w', ...each(n / 2, (i) => `elif step > ${i}:\n    x = w`)],
      'x',
    ),
  'names and conditions': (n) =>
    entry(['x = g', ...each(n / 3, (i) => `x${i} = g\n  if step > ${i}:\n    x = x${i}`)], 'x'),
  slots: (n) => {
    const names = each(n / 2, (i) => `s${i}`).join(', ');
    const body = each(n / 2, (i) => `s${i} = interp(g, s${i}, 0.9)\n  x = x + s${i}`).join('\n  ');
    return `def train(w, g, ${names}, lr):\n  x = g\n  ${body}\n  return lr * x, ${names}\n`;
  },
  hyperparameters: (n) =>
    each(n / 2, (i) => `h${i}: hyper(0, 1) = 0.5  #: ${i}\n`).join('') +
    entry(['x = g', ...each(n / 2, (i) => `x = x * h${i} / (h${i} + 1)`)], 'x'),
  constants: (n) => `${'x = 1\n'.repeat(n)}${entry([])}`,
  helpers: (n) =>
    `${each(n / 3, (i) => `def h${i}(x):\n  return x * ${i}\n\n`).join('')}${entry([])}`,
  'helpers that call helpers': (n) =>
    `def h0(x):\n  return x\n\n${each(n / 3, (i) => `def h${i + 1}(x):\n  return h${i}(x)\n\n`).join('')}` +
    entry([], `h${Math.floor(n / 3)}(g)`),
  comments: (n) => `${'# nothing\n'.repeat(n)}${entry(each(n, () => 'x = g  # nothing'))}`,
  'broken lines': (n) => entry(each(n, () => 'x = ) + ')),
  'open parentheses': (n) => `(${'('.repeat(n)}`,
  'open calls': (n) => entry(each(n, () => 'x = interp(g, ')),
  'open strings': (n) => '"""\n'.repeat(n),
  tabs: (n) => entry(each(n, () => 'x =\tg')),
};

const each = (count: number, line: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => line(i));

const entry = (body: readonly string[], update = 'g'): string =>
  `def train(w, g, lr):\n${body.map((line) => `  ${line}\n`).join('')}  return lr * ${update}\n`;
