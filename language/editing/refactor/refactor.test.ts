import { describe, expect, test } from 'vitest';
import { analyze } from '../../analyze';
import { createReferenceOptimizer } from '../../interpret/reference';
import type { Program } from '../../ir/program';
import type { ParameterInfo } from '../../parameters';
import { walk } from '../../syntax/walk';
import { GALLERY, PROGRAMS, trainable } from '../../testing/programs';
import { applyEdits } from '../edit';
import { refactorings } from './index';

const PARAMETERS: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [2, 3], role: 'matrix' },
  { name: 'bias', shape: [3], role: 'bias' },
];
const STEPS = 4;

/** The updates of a few steps on fixed gradients. */
function updatesOf(program: Program): number[][][] {
  const optimizer = createReferenceOptimizer(trainable(program), PARAMETERS, 'float64');
  const weights = [Float64Array.of(0.1, -0.2, 0.3, 0.5, -0.7, 1.1), Float64Array.of(0.2, 0, -0.4)];
  return Array.from({ length: STEPS }, (_, i) => {
    const gradientsAt = (points: readonly Float64Array[]): Float64Array[] =>
      points.map((w) => w.map((x, k) => Math.sin(3 * x + i + k)));
    const context = {
      step: i + 1,
      totalSteps: STEPS,
      lr: 0.01,
      lrPeak: 0.01,
      loss: 1 / (i + 1),
      epochEnd: false,
      hyper: {},
    };
    const updates = optimizer.step(weights, gradientsAt(weights), context, (points) => ({
      loss: context.loss,
      gradients: gradientsAt(points),
    }));
    weights.forEach((w, t) => w.forEach((_, k) => (w[k] -= updates[t][k])));
    return updates.map((update) => [...update]);
  });
}

describe('what extracts or inlines', () => {
  test.each([...GALLERY, ...PROGRAMS])('leaves %s doing what it does', (_, source) => {
    const analysis = analyze(source);
    const before = updatesOf(analysis.program!);
    const nodes = analysis.tree.items.flatMap((item) => [...walk(item)]);
    for (const { span } of nodes) {
      for (const { kind, title, edits } of refactorings(analysis, span)) {
        if (kind === 'rewrite') continue;
        const changed = analyze(applyEdits(source, edits));
        const told = { title, errors: changed.diagnostics.filter((d) => d.severity === 'error') };
        expect(told).toEqual({ title, errors: [] });
        const after = updatesOf(changed.program!);
        after.flat(2).forEach((x, i) => expect(x).toBeCloseTo(before.flat(2)[i], 12));
      }
    }
  });
});

/** The program after the refactoring with that title at `|`, or at what stands between two of them. */
function refactored(marked: string, title: RegExp): string | null {
  const [before, ...others] = marked.split('|');
  const source = before + others.join('');
  const end = before.length + (others.length > 1 ? others[0].length : 0);
  const found = refactorings(analyze(source), { start: before.length, end });
  const edits = found.find((each) => title.test(each.title))?.edits;
  return edits ? applyEdits(source, edits) : null;
}

test('lifting a literal names it and declares it behind the others', () => {
  expect(
    refactored(
      'a: hyper(0, 1) = 0.5  #: one\n\ndef train(w, g, m, lr):\n  m = interp(g, m, a * 0.9|)\n  return lr * m, m\n',
      /hyperparameter/,
    ),
  ).toBe(
    'a: hyper(0, 1) = 0.5  #: one\nc: hyper(0.5, 0.99, log1m) = 0.9\n\ndef train(w, g, m, lr):\n  m = interp(g, m, a * c)\n  return lr * m, m\n',
  );
});

test.each([
  ['interp(g, m, 0.|9)', 'beta: hyper(0.5, 0.99, log1m) = 0.9'],
  ['g / (sqrt(m) + 1e-|8)', 'eps: hyper(1e-10, 1e-6, log) = 1e-8'],
  ['g + |0.01 * w', 'wd: hyper(1e-4, 1, log) = 0.01'],
  ['clip(g, 1|.5)', 'max_norm: hyper(0, 10) = 1.5'],
  ['g ** 3|', 'p: hyper(1, 30, int) = 3'],
  ['g * |0.999999', 'c: hyper(0.5, 0.999999, log1m) = 0.999999'],
])('the literal in %s gets a range that suits it', (expression, declaration) => {
  const source = `def train(w, g, m, lr):\n  m = ${expression}\n  return lr * m, m\n`;
  const after = refactored(source, /hyperparameter/)!;
  expect(after.split('\n')[0]).toBe(declaration);
  expect(analyze(after).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('the length of a loop and what an if asks stay as they are', () => {
  const body = '  for i in range(|3):\n    g = g * 2\n  return lr * g\n';
  expect(refactored(`def train(w, g, lr):\n${body}`, /hyperparameter/)).toBeNull();
  const branch = '  if ndim(w) >= 2|:\n    g = g * 2\n  return lr * g\n';
  expect(refactored(`def train(w, g, lr):\n${branch}`, /hyperparameter/)).toBeNull();
});

test('extracting passes on what the function calls its own, and nothing else', () => {
  expect(
    refactored(
      'a: hyper(0, 1) = 0.5\n\n# The rule.\ndef train(w, g, m, lr):\n  m = |a * g + (1 - a) * m|\n  return lr * m, m\n',
      /Extract/,
    ),
  ).toBe(
    'a: hyper(0, 1) = 0.5\n\ndef helper(g, m):\n  return a * g + (1 - a) * m\n\n# The rule.\ndef train(w, g, m, lr):\n  m = helper(g, m)\n  return lr * m, m\n',
  );
});

test('inlining keeps the order of operations', () => {
  expect(
    refactored(
      'def mix(a, b):\n  c = a - b\n  return c * a\n\ndef train(w, g, lr):\n  return lr / |mix(g + 1, w)\n',
      /Inline/,
    ),
  ).toContain('return lr / (((g + 1) - w) * (g + 1))');
});

test('inlining is not offered where a name would change its meaning', () => {
  const source =
    'a: hyper(0, 1) = 0.5\n\ndef half(x):\n  return x * a\n\ndef train(w, g, lr):\n  a = 2\n  return lr * half|(g) * a\n';
  expect(refactored(source, /Inline/)).toBeNull();
});

test('a divisor gets a floor, declared if it is not yet', () => {
  const source =
    'def train(w, g, v, lr):\n  v = interp(square(g), v, 0.9)\n  return lr * g / sqr|t(v), v\n';
  expect(refactored(source, /eps/)).toBe(
    `eps: hyper(1e-12, 1e-3, log) = 1e-8\n\n${source.replace('sqr|t(v)', '(sqrt(v) + eps)')}`,
  );
  expect(refactored('def train(w, g, lr):\n  return lr * g / |2\n', /eps/)).toBeNull();
});

test('a penalty on the gradient becomes decay beside the update', () => {
  expect(
    refactored(
      'wd: hyper(0, 1) = 0.01\n\ndef train(w, g, m, lr):\n  g = g + wd| * w\n  m = interp(g, m, 0.9)\n  return lr * sign(m), m\n',
      /Decouple/,
    ),
  ).toBe(
    'wd: hyper(0, 1) = 0.01\n\ndef train(w, g, m, lr):\n  m = interp(g, m, 0.9)\n  return lr * sign(m) + lr * wd * w, m\n',
  );
  expect(
    refactored(
      'def train(w, g, lr):\n  g = g + 0.1| * w\n  lr = lr * 2\n  return lr * g\n',
      /Decouple/,
    ),
  ).toBeNull();
});
