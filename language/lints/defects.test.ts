import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import { probe } from '../probes';
import { DEFECTS, defectsPage } from '../testing/defects';

/** `UPDATE_GOLDEN=1` writes the page anew. */
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'defects.md');

const written = DEFECTS.flatMap(({ where, answer }) => {
  const told = 'program' in answer ? answer : answer.onPurpose;
  return told ? [[where, told.program, told.codes] as const] : [];
});

test.each(written)(
  'the mistake of %s is caught',
  (_, source, codes) => {
    const { diagnostics, program } = analyze(source);
    const needsRun = codes.some((code) => code.startsWith('P'));
    const found = needsRun ? [...diagnostics, ...probe(source, program!)] : diagnostics;
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
  },
  // A loaded machine is several times slower than a quiet one.
  60_000,
);

test('all but what needs a wrong library are written', () => {
  expect(DEFECTS).toHaveLength(24);
  expect(written).toHaveLength(23);
});

test('docs/defects.md lists all of them', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(PAGE, defectsPage());
  expect(readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n')).toBe(defectsPage());
});
