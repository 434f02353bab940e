import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import { applyEdits } from '../testing/variants';

/** The program with the repair that is offered for its first T3; null where there is none. */
function repaired(body: string): string | null {
  const source = `def train(w, g, m, lr):\n${body}`;
  const found = analyze(source).diagnostics.find(({ code }) => code === 'T3');
  const [fix] = found?.fixes ?? [];
  if (!fix) return null;
  const text = applyEdits(source, fix.edits);
  expect(analyze(text).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return text.slice(source.indexOf('\n') + 1);
}

test.each([
  [
    'with else',
    '  if g > 0:\n    u = m\n    m = g\n  else:\n    u = g\n    m = m + g\n  return lr * u, m\n',
    '  u = where(g > 0, m, g)\n  m = where(g > 0, g, m + g)\n  return lr * u, m\n',
  ],
  [
    'without else',
    '  u = g\n  if abs(g) > 1:\n    u = m\n  return lr * u, m\n',
    '  u = g\n  u = where(abs(g) > 1, m, u)\n  return lr * u, m\n',
  ],
  [
    'of returns',
    '  if g > 0:\n    return lr * m, m\n  else:\n    return lr * g, m\n',
    '  return where(g > 0, lr * m, lr * g), m\n',
  ],
  [
    'inside of another',
    '  u = g\n  if step > 3:\n    if g > 0:\n      u = m\n  return lr * u, m\n',
    '  u = g\n  if step > 3:\n    u = where(g > 0, m, u)\n  return lr * u, m\n',
  ],
])('an if %s becomes a where', (_, before, after) => {
  expect(repaired(before)).toBe(after);
});

test.each([
  [
    'changes what the condition asks',
    '  u = g\n  if m > 0:\n    m = g\n    u = m\n  return lr * u, m\n',
  ],
  [
    'gives other names values',
    '  u = g\n  if g > 0:\n    u = m\n  else:\n    m = g\n  return lr * u, m\n',
  ],
])('nothing is offered where a branch %s', (_, body) => {
  expect(repaired(body)).toBeNull();
});
