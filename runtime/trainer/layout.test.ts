import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../language';
import { importsBeside, selfContained } from '../programs/imports';
import { bareSpec, type RunSpec } from '../protocol/runs';
import type { StatementLayout, TextRange } from '../protocol/statements';
import { layoutOf } from './layout';

const specOf = (text: string): RunSpec => {
  const program = { name: 'p', path: null, text };
  return { ...bareSpec('p', 'spirals'), ...selfContained(program, {}) };
};

function layout(spec: RunSpec): StatementLayout {
  const { text, path } = spec.program;
  const { program } = analyze(text, { name: 'p', imports: importsBeside(path) });
  return layoutOf(program!, spec, [{ name: 'dense.weight' }]);
}

/** What stands there. */
function textAt(text: string, range: TextRange | null): string | null {
  if (range === null) return null;
  const { start, end } = range;
  return text.split('\n')[start.line]!.slice(start.character, end.character);
}

describe('the layout of a program', () => {
  it('has the places of what has a name, of what is returned, and of slots', () => {
    const text = readFileSync(join(__dirname, '..', '..', 'gallery', 'lamb.optim'), 'utf8');
    const { source, statements, slots, parameters } = layout(specOf(text));
    expect(source).toBe('written');
    expect(statements.map(({ range }) => textAt(text, range))).toEqual([
      'interp(g, m, beta1)',
      'interp(square(g), v, beta2)',
      'debias(m, beta1) / (sqrt(debias(v, beta2)) + eps) + wd * w',
      'norm(w)',
      'norm(u)',
      'where(weight > 0 and length > 0, weight / length, 1)',
      'lr * trust * u',
    ]);
    expect(statements.map(({ name }) => name)).toEqual([
      ...['m', 'v', 'u', 'weight', 'length', 'trust'],
      null,
    ]);
    expect(statements.map(({ isUpdate }) => isUpdate).indexOf(true)).toBe(6);
    expect(slots).toMatchObject([
      { name: 'm', statement: 0 },
      { name: 'v', statement: 1 },
    ]);
    expect(parameters).toEqual(['dense.weight']);
  });

  it('is in the lines of the file where that imports from others', () => {
    const text = [
      'from adamw import train as adamw',
      '',
      '',
      'def train(w, g, m, v, lr):',
      '  h = g / (1 + rms(g))',
      '  u, m, v = adamw(w, h, m, v, lr)',
      '  s = 2 * step',
      '  return u / s, m, v',
      '',
    ].join('\n');
    const spec = specOf(text);
    expect(spec.program.text).not.toContain('import');
    const { source, statements } = layout(spec);
    expect(source).toBe('written');
    const own = statements.filter(({ imported }) => !imported);
    expect(own.map(({ name, range }) => [name, range!.start.line])).toEqual([
      ['h', 4],
      ['s', 6],
      [null, 7],
    ]);
    expect(own[1]).toMatchObject({ ofModel: true });
    const imported = statements.filter((each) => each.imported);
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.every(({ range }) => textAt(text, range) === 'adamw')).toBe(true);
  });

  it('is in what was trained where the file says something else meanwhile', () => {
    const trained = 'def train(w, g, lr):\n  x = 2 * g\n  return lr * x\n';
    const spec = specOf(trained);
    const program = { ...spec.program, written: 'from gone import train\n' };
    const { source, statements } = layout({ ...spec, program });
    expect(source).toBe('text');
    expect(textAt(trained, statements[0]!.range)).toBe('2 * g');
  });
});
