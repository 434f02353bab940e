import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import { CODES } from '../codes';
import { GALLERY, PROGRAMS } from '../testing/programs';
import { applyEdits, renamed, reordered, withHelpers } from '../testing/variants';
import { ADJUSTABLE, LINTS } from '.';

function found(source: string) {
  const { diagnostics, notes } = analyze(source);
  return [...diagnostics, ...notes];
}

const codesOf = (source: string): string[] => [...new Set(found(source).map(({ code }) => code))];

const serious = (source: string): string[] =>
  found(source).flatMap(({ code, severity, message }) =>
    severity === 'error' || severity === 'warning' ? [`${code} ${message}`] : [],
  );

const rows = LINTS.map((each) => [each.code, each] as const);

describe.each(rows)('%s', (code, { wrong, right }) => {
  test('fires on its wrong program', () => {
    expect(codesOf(wrong)).toContain(code);
  });

  test.each([
    ['renamed', renamed],
    ['reordered', reordered],
    ['with helpers', withHelpers],
  ])('fires on it %s', (_, vary) => {
    expect(codesOf(vary(wrong)), vary(wrong)).toContain(code);
  });

  test('is silent on the correct twin, which has no other fault', () => {
    expect(codesOf(right)).not.toContain(code);
    expect(serious(right)).toEqual([]);
  });

  test('speaks in sentences, and points into the text', () => {
    for (const { message, span, related } of found(wrong)) {
      expect(message).toMatch(/^[A-Z`\d].*[.?]$/s);
      for (const place of [{ span }, ...(related ?? [])]) {
        expect(place.span.start).toBeLessThanOrEqual(place.span.end);
        expect(place.span.end).toBeLessThanOrEqual(wrong.length);
      }
    }
  });

  test('its repairs leave a program that reads, and lead out of the finding', () => {
    for (const diagnostic of found(wrong).filter((each) => each.code === code)) {
      for (const { edits } of diagnostic.fixes ?? []) {
        const repaired = applyEdits(wrong, edits);
        const again = analyze(repaired);
        expect(
          again.diagnostics.filter(({ severity }) => severity === 'error'),
          repaired,
        ).toEqual([]);
        const count = (source: string): number =>
          found(source).filter((each) => each.code === code).length;
        expect(count(repaired), repaired).toBeLessThan(count(wrong));
      }
    }
  });
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
