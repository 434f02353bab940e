import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze, type Diagnostic, type Program } from '../../language';
import type { RunSpec } from '../protocol/runs';
import { findTask } from '../tasks/registry';
import { fakeSpec } from './testing/harness';
import { findProblem, whyUnchanged, type Analyze } from './validate';

const hyper = (name: string): Program['hypers'][number] => ({
  name,
  default: 0.9,
  low: 0,
  high: 1,
  scale: 'linear',
  doc: null,
  declared: true,
  span: null,
});

const program: Program = {
  name: 'lion',
  doc: null,
  hypers: ['lr', 'beta1', 'beta2', 'wd'].map(hyper),
  entry: 'train',
  slots: [],
  train: { statements: [], results: [] },
  evalPoint: null,
};

const sound: Analyze = () => ({ program, diagnostics: [] });
const complaining =
  (...diagnostics: readonly Pick<Diagnostic, 'severity' | 'message' | 'span'>[]): Analyze =>
  () => ({
    program: null,
    diagnostics: diagnostics.map((each) => ({ code: 'E1', ...each })),
  });

const spec = (change: Partial<RunSpec> = {}): RunSpec => ({
  ...fakeSpec({}),
  program: { name: 'lion', path: null, text: 'def train(w, g, lr):\n  return gg' },
  task: 'spirals',
  ...change,
});

const problem = (change: Partial<RunSpec>, analyze = sound): string | null =>
  findProblem(spec(change), analyze, findTask);

describe('a run that is asked for', () => {
  it('may start when its program, task and hyperparameters are known', () => {
    expect(problem({ hyper: { beta1: 0.8 } })).toBeNull();
  });

  it('may set the flags and choices of its program', () => {
    const text =
      'fast: flag = True\nmode: choice("a", "b") = "a"\ndef train(w, g, lr):\n  return g\n';
    const set = (switches: RunSpec['switches']): string | null =>
      problem({ program: { name: 'lion', path: null, text }, switches });
    expect(set({ fast: false, mode: 'b' })).toBeNull();
    expect(set({ fats: false })).toBe(
      'lion.optim has no flag or choice "fats". Did you mean fast?',
    );
    expect(set({ mode: 'c' })).toBe('mode of lion.optim cannot be c: it is one of a, b.');
  });

  it('is refused with the first error of its program and where it stands', () => {
    const analyze = complaining(
      { severity: 'warning', message: 'Odd.', span: { start: 0, end: 1 } },
      { severity: 'error', message: 'Nothing is called gg.', span: { start: 30, end: 32 } },
      { severity: 'error', message: 'Another.', span: { start: 0, end: 1 } },
    );
    expect(problem({}, analyze)).toBe('lion.optim:2:10: Nothing is called gg.');
  });

  it('may train on a module that is there, and is refused for one that is not', () => {
    const here = join(__dirname, '..', '..', 'examples', 'two-moons.mjs');
    expect(problem({ task: here })).toBeNull();
    expect(problem({ task: `${here}x.mjs` })).toBe(`There is no file ${here}x.mjs.`);
    expect(problem({ task: './two-moons.mjs' })).toBe('"./two-moons.mjs" is not an absolute path.');
    expect(problem({ task: __filename })).toMatch(/is a module in JavaScript/);
  });

  it.each<[string, Partial<RunSpec>, string]>([
    ['an unknown task', { task: 'spiral' }, 'There is no task "spiral". Did you mean spirals?'],
    [
      'an unknown hyperparameter',
      { hyper: { beta_1: 1 } },
      'lion.optim has no hyperparameter "beta_1". Did you mean beta1?',
    ],
    [
      'a hyperparameter that is like none',
      { hyper: { temperature: 1 } },
      'lion.optim has no hyperparameter "temperature". There are lr, beta1, beta2, wd.',
    ],
    ['missing data', { task: 'images' }, 'The task "images" needs data: name a folder.'],
    [
      'an unknown model',
      { model: 'mlq' },
      'The task "spirals" has no model "mlq". Did you mean mlp?',
    ],
  ])('is refused for %s with the nearest name', (_what, change, sentence) => {
    expect(problem(change)).toBe(sentence);
  });
});

describe('a change while a run trains', () => {
  it('is refused for what says how large a slot is', () => {
    const text = `rank: hyper(1, 8, int) = 2
beta: hyper(0, 1) = 0.5

def train(w, g, p, lr):
  p = interp(top_singular(g, rank), p, beta)
  return lr * (p @ (transpose(p) @ g)), p
`;
    const sized = spec({ program: { name: 'low-rank', path: null, text } });
    expect(whyUnchanged(sized, 'rank', 4, analyze)).toContain('"rank" says how large a slot is');
    expect(whyUnchanged(sized, 'beta', 0.25, analyze)).toBeNull();
  });

  it('is refused for a fraction of what is a whole number, as it is at the start', () => {
    const text = `period: hyper(1, 8, int) = 2

def train(w, g, lr):
  scale = 1
  if every(period):
    scale = 2
  return lr * scale * g
`;
    const program = { name: 'now-and-then', path: null, text };
    const sentence = 'period is a whole number, not 2.5.';
    expect(whyUnchanged(spec({ program }), 'period', 2.5, analyze)).toBe(sentence);
    expect(whyUnchanged(spec({ program }), 'period', 3, analyze)).toBeNull();
    expect(problem({ program, hyper: { period: 2.5 } }, analyze)).toBe(sentence);
    expect(problem({ program, hyper: { period: 3 } }, analyze)).toBeNull();
  });

  it('is refused by the names that a person writes for the parts of a chain', () => {
    const text = 'a_k: hyper(1, 8, int) = 2\n\ndef train(w, g, lr):\n  return lr * g / a_k\n';
    const chain = { program: { name: 'a+b', path: null, text } };
    const sentence = 'a.k is a whole number, not 2.5.';
    expect(whyUnchanged(spec(chain), 'a_k', 2.5, analyze)).toBe(sentence);
    expect(problem({ ...chain, hyper: { a_k: 2.5 } }, analyze)).toBe(sentence);
    expect(problem({ ...chain, hyper: { a_kk: 2 } }, analyze)).toContain(
      '"a.kk". Did you mean a.k?',
    );
  });
});
