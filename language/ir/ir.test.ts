import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { GALLERY, PROGRAMS } from '../testing/programs';
import type { Program } from './program';
import { specialize } from './specialize';
import { validate } from './validate';

const programs = [...GALLERY, ...PROGRAMS].map(
  ([name, source]) => [name, analyze(source, { name }).program!] as const,
);

describe('validate', () => {
  test.each(programs)('what the checker makes of %s is well-formed', (_, program) => {
    expect(validate(program)).toEqual([]);
  });

  const program = analyze('def train(w, g, m, lr):\n  m = g + m\n  return lr * m, m\n').program!;
  const [first, second] = program.train.statements;
  const broken = (change: Partial<Program['train']>): Program => ({
    ...program,
    train: { ...program.train, ...change },
  });

  test.each<[string, Program, string]>([
    ['order', broken({ statements: [second, first] }), 'used before'],
    ['equal ids', broken({ statements: [first, first, second] }), 'two statements'],
    [
      'unknown functions',
      broken({ statements: [{ ...first, fn: 'nope' }, second] }),
      'no function',
    ],
    ['definitions', broken({ statements: [{ ...first, fn: 'debias' }, second] }), 'no function'],
    ['arity', broken({ statements: [{ ...first, args: [] }, second] }), 'arguments of add'],
    [
      'extents',
      broken({ statements: [{ ...first, type: { kind: 'num', extent: 'row' } }, second] }),
      'extent',
    ],
    ['results', broken({ results: [] }), 'results'],
    ['slots', { ...program, slots: [{ ...program.slots[0], extent: 'tensor' }] }, 'fit the slot'],
    [
      'guards',
      broken({ statements: [{ ...first, guard: { from: 'input', name: 'epoch_end' } }, second] }),
      'looks past',
    ],
    [
      'hyperparameters',
      broken({
        statements: [{ ...first, args: [{ from: 'hyper', name: 'x' }, first.args[1]] }, second],
      }),
      'no hyperparameter',
    ],
  ])('it minds %s', (_, faulty, problem) => {
    expect(validate(faulty).join('\n')).toContain(problem);
  });
});

describe('specialize', () => {
  const factored = analyze(PROGRAMS.find(([name]) => name === 'factored')![1]).program!;
  const matrix = { ndim: 2, rows: 3, cols: 4, numel: 12, role: 'matrix' };
  const functions = (program: Program): string[] => program.train.statements.map(({ fn }) => fn);

  test('leaves each tensor the branch that it takes', () => {
    const forMatrix = specialize(factored, matrix);
    expect(functions(forMatrix)).toContain('row_mean');
    expect(forMatrix.train.results[3]).toEqual({ from: 'slot', name: 'v' });
    for (const other of [
      { ...matrix, ndim: 1 },
      { ...matrix, role: 'embedding' },
    ]) {
      const forOther = specialize(factored, other);
      expect(functions(forOther)).not.toContain('row_mean');
      expect(forOther.train.results.slice(1, 3)).toEqual(
        ['r', 'c'].map((name) => ({ from: 'slot', name })),
      );
    }
  });

  test.each(programs)('leaves nothing fixed in %s, and no condition of it', (_, program) => {
    const { statements } = specialize(program, matrix).train;
    expect(statements.filter(({ fixed }) => fixed)).toEqual([]);
    for (const { guard, args, fn } of statements) {
      expect(guard?.from).not.toBe('literal');
      if (fn === 'choose') expect(args[0].from).not.toBe('literal');
    }
  });

  test('works out numbers', () => {
    const source = 'def train(w, g, lr):\n  return g * (sqrt(rows(w) * 3) + pi - pi)\n';
    const { statements } = specialize(analyze(source).program!, matrix).train;
    expect(statements).toHaveLength(1);
    expect(statements[0].args[1]).toMatchObject({ from: 'literal', value: expect.closeTo(3, 12) });
  });
});
