import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { print } from '../ir/print';
import { format } from '../syntax/format';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { applyEdits } from './edit';
import { formatEdits } from './format-edits';
import { shownDiagnostics } from './library';
import { placesOf } from './places';
import { rename } from './rename';

const SEED = 20261122;
const programs = [...GALLERY, ...PROGRAMS];
const sources = programs.map(([, source]) => source);

describe('formatting as edits', () => {
  const untidy = fc
    .record({
      source: fc.constantFrom(...sources),
      blanks: fc.array(fc.constantFrom(' ', '  ', '   '), { minLength: 40, maxLength: 40 }),
      ending: fc.constantFrom('\n', '\r\n'),
    })
    .map(({ source, blanks, ending }) => {
      let next = 0;
      const spread = source.replaceAll(/(?<=\S) (?=\S)/g, () => blanks[next++ % blanks.length]);
      return spread.replaceAll('\n', ending);
    });

  test('gives what formatting gives, line ends as they were, and touches nothing but blanks', () => {
    fc.assert(
      fc.property(untidy, (source) => {
        const edits = formatEdits(source);
        const ending = source.includes('\r\n') ? '\r\n' : '\n';
        expect(applyEdits(source, edits)).toBe(format(source).replaceAll(/\r?\n/g, ending));
        for (const { span, text } of edits)
          expect((source.slice(span.start, span.end) + text).trim()).toBe('');
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test('is nothing for a program that is laid out', () => {
    for (const source of sources) expect(formatEdits(format(source))).toEqual([]);
  });
});

describe('renaming', () => {
  test.each(programs)('any name of %s keeps what the program does', (_, source) => {
    const analysis = analyze(source);
    const kinds = new Set(['slot', 'hyper', 'local', 'parameter', 'helper', 'flag', 'constant']);
    const own = analysis.symbols.all.filter(
      ({ kind, definition }) => definition && kinds.has(kind),
    );
    for (const symbol of own) {
      if (symbol.name === 'lr') continue;
      const [first, ...others] = placesOf(analysis, symbol).map(({ span }) =>
        rename(analysis, span.end, 'renamed'),
      );
      for (const other of others) expect(other).toEqual(first);
      if ('refusal' in first) throw new Error(first.refusal);
      const renamed = analyze(applyEdits(source, first));
      expect(renamed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const pattern = new RegExp(`\\b${symbol.name}\\b`, 'g');
      const blind = (text: string): string =>
        text.replaceAll(pattern, 'renamed').replaceAll(/\s+/g, '');
      if (renamed.program && analysis.program)
        expect(blind(print(renamed.program))).toBe(blind(print(analysis.program)));
    }
  });
});

describe('a file without an entry function', () => {
  const severities = (source: string): string[] =>
    shownDiagnostics(analyze(source)).map(({ severity, code }) => `${severity} ${code}`);

  test.each([
    ['helpers', 'def halved(x):\n  return x / 2\n'],
    ['constants', 'FLOOR = 1e-8\nMOST = 2\n'],
    ['helpers and what they use', 'c: hyper(0, 1) = 0.5\n\ndef scaled(x):\n  return c * x\n'],
  ])('of %s is there to be imported', (_, source) => {
    expect(severities(source)).toEqual(['hint N6']);
    expect(analyze(source).diagnostics.map(({ severity }) => severity)).toEqual(['error']);
  });

  test.each([
    ['nothing', ''],
    ['hyperparameters alone', 'beta: hyper(0, 1) = 0.5\n'],
    ['a misspelt entry', 'def trian(w, g, lr):\n  return lr * g\n'],
    ['an evaluation point', 'def eval_point(w):\n  return w\n'],
  ])('of %s lacks one', (_, source) => {
    expect(severities(source)).toContain('error N6');
  });
});
