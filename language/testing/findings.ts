import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import type { Diagnostic } from '../diagnostics';
import type { Lint } from '../lints/lint';
import { applyEdits, renamed, reordered, withHelpers } from './variants';

/**
 * Tests that what looks for a code finds it in the wrong program of its page, however that is written, and not in the
 * right one, and that its repairs repair.
 *
 * @param found what is said of a program
 */
export function holdsItsPage(
  { code, wrong, right }: Pick<Lint, 'code' | 'wrong' | 'right'>,
  found: (source: string) => readonly Diagnostic[],
): void {
  const codesOf = (source: string): string[] => [
    ...new Set(found(source).map((each) => each.code)),
  ];

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
    const faults = [...found(right), ...analyze(right).diagnostics].filter(
      ({ severity }) => severity === 'error' || severity === 'warning',
    );
    expect(faults).toEqual([]);
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
}
