import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { CODES } from '../codes';
import type { Program } from '../ir/program';
import { createRecognizer, describeRecognition } from '../simplify';
import { holdsItsPage } from '../testing/findings';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { LINTS } from '.';
import { ADJUSTABLE } from './settings';

const recognizer = createRecognizer(
  GALLERY.map(([name, source]) => analyze(source, { name, lints: false }).program!),
);
const recognize = (program: Program): string | null => {
  const found = recognizer(program);
  return found && describeRecognition(found);
};

function found(source: string) {
  const { diagnostics, notes } = analyze(source, { recognize });
  return [...diagnostics, ...notes];
}

const codesOf = (source: string): string[] => [...new Set(found(source).map(({ code }) => code))];

const serious = (source: string): string[] =>
  found(source).flatMap(({ code, severity, message }) =>
    severity === 'error' || severity === 'warning' ? [`${code} ${message}`] : [],
  );

describe.each(LINTS.map((each) => [each.code, each] as const))('%s', (_, each) => {
  holdsItsPage(each, found);
});

describe('the gallery and the sample programs', () => {
  // The others of the samples are there to use every construct, not to make sense.
  const sensible = PROGRAMS.filter(([name]) => /layer|schedule|distance|factored/.test(name));
  test.each([...GALLERY, ...sensible])('%s has no error and no warning', (_, source) => {
    expect(serious(source)).toEqual([]);
  });
});

describe('how findings are reported', () => {
  const { wrong } = LINTS.find(({ code }) => code === 'A4')!;

  test('a comment silences a lint on its line, but no error', () => {
    const silenced = wrong.replace('beta1)\n', 'beta1)  # optiscope: ignore A4\n');
    expect(codesOf(silenced)).not.toContain('A4');
  });

  test('a setting changes its severity, or turns it off', () => {
    const at = (level: 'off' | 'error') =>
      analyze(wrong, { lints: { A4: level } }).diagnostics.find(({ code }) => code === 'A4');
    expect(at('off')).toBeUndefined();
    expect(at('error')?.severity).toBe('error');
    expect(analyze(wrong, { lints: { A4: 'error' } }).program).toBeNull();
    expect(analyze(wrong, { lints: false }).diagnostics).toEqual([]);
  });

  test('information is kept apart from what wants attention', () => {
    const { diagnostics, notes } = analyze(LINTS.find(({ code }) => code === 'C1')!.wrong);
    expect(notes.map(({ code }) => code)).toContain('C1');
    expect(diagnostics.filter(({ severity }) => severity === 'info')).toEqual([]);
  });

  test('every lint has its code once, and only errors cannot be adjusted', () => {
    const codes = LINTS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(ADJUSTABLE.every((code) => CODES[code].severity !== 'error')).toBe(true);
  });
});
