import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { GALLERY } from '../testing/programs';
import { programOf } from '../testing/program-of';
import { renamed, reordered, withHelpers } from '../testing/variants';
import { createRecognizer, dataFlowHash, describeRecognition, hashesOf } from '.';

const known = GALLERY.map(([name, source]) => analyze(source, { name }).program!);
const recognize = createRecognizer(known);

function told(source: string): string | null {
  const found = recognize(programOf(source));
  return found && describeRecognition(found);
}

const ADAMW = GALLERY.find(([name]) => name === 'adamw')![1];

test.each([
  [
    'literal Lion',
    `def train(w, g, m, lr):
  u = sign(0.05 * g + 0.95 * m)
  m = m - 0.02 * (m - g)
  return u * lr, m
`,
    'Lion with beta1 = 0.95, beta2 = 0.98',
  ],
  [
    'Lion with its own names, and decay',
    `a: hyper(0.5, 0.99) = 0.8
b: hyper(0.5, 0.99) = 0.9
def train(w, g, avg, lr):
  mixed = a * avg + (1 - a) * g
  update = lr * mixed / abs(mixed) + 0.1 * lr * w
  avg = b * avg + g - b * g
  return update, avg
`,
    'Lion with beta1 = 0.8, beta2 = 0.9, wd = 0.1',
  ],
  ['plain descent', 'def train(w, g, lr):\n  return g * lr\n', 'SGD'],
  [
    'a heavy ball',
    'def train(w, g, v, lr):\n  v = g + v * 0.7\n  return v * lr, v\n',
    'Momentum with momentum = 0.7',
  ],
])('%s is %s', (_, source, expected) => {
  expect(told(source)).toBe(expected);
});

test('what differs is not said to be equal', () => {
  expect(
    told('def train(w, g, m, lr):\n  m = 0.9 * m + 0.2 * g\n  return lr * sign(m), m\n'),
  ).toBeNull();
  expect(told('def train(w, g, lr):\n  return 2 * lr * g\n')).toBeNull();
  const discovered = recognize(known.find(({ name }) => name === 'discovered')!);
  expect(discovered?.name).toBe('discovered');
});

describe('every program of the gallery', () => {
  const variants = [
    ['renamed', renamed],
    ['reordered', reordered],
    ['with helpers', withHelpers],
    ['with all of that', (source: string) => withHelpers(reordered(renamed(source)))],
  ] as const;

  test.each(GALLERY)('%s is recognized as itself, however it is written', (name, source) => {
    const plain = hashesOf(programOf(source));
    expect(plain).not.toBeNull();
    for (const [how, vary] of variants) {
      const varied = programOf(vary(source));
      expect(hashesOf(varied), how).toEqual(plain);
      expect(recognize(varied)?.name, how).toBe(name);
    }
  });
});

describe('hashes', () => {
  test('tell what is counted over some tensors only from what is counted over all', () => {
    const counted = (lines: string): string | undefined =>
      hashesOf(programOf(`def train(w, g, lr):\n${lines}  return lr * g / n\n`))?.rule;
    const some = counted('  n = 1\n  if ndim(w) >= 2:\n    n = global_norm(g)\n');
    const all = counted('  n = global_norm(g)\n  if ndim(w) < 2:\n    n = 1\n');
    const vectors = counted('  n = 1\n  if ndim(w) < 2:\n    n = global_norm(g)\n');
    expect(new Set([some, all, vectors]).size).toBe(3);
    expect(some).toBeDefined();
  });

  test.each([
    ['renamed', renamed],
    ['reordered', reordered],
    ['with helpers', withHelpers],
  ])('stay the same for a program %s', (_, vary) => {
    const [plain, varied] = [programOf(ADAMW), programOf(vary(ADAMW))];
    expect(hashesOf(varied)).toEqual(hashesOf(plain));
    expect(dataFlowHash(varied)).toBe(dataFlowHash(plain));
    expect(recognize(varied)?.name).toBe('adamw');
  });

  test('tell programs apart: the family is the same with other numbers, the rule is not', () => {
    const other = programOf(ADAMW.replace('= 0.999', '= 0.99'));
    expect(hashesOf(other)?.family).toBe(hashesOf(programOf(ADAMW))?.family);
    expect(hashesOf(other)?.rule).not.toBe(hashesOf(programOf(ADAMW))?.rule);
    const rules = known.map((program) => hashesOf(program)?.rule);
    expect(rules).not.toContain(undefined);
    expect(new Set(rules).size).toBe(rules.length);
  });
});
