import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import { DEFECTS, defectsPage } from '../testing/defects';

/** `UPDATE_GOLDEN=1` writes the page anew. */
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'defects.md');

const written = DEFECTS.flatMap(({ where, answer }) =>
  'program' in answer ? [[where, answer.program, answer.codes] as const] : [],
);

test.each(written)('the mistake of %s is caught', (_, program, codes) => {
  const { diagnostics } = analyze(program);
  expect(diagnostics.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
});

test('docs/defects.md lists all of them', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(PAGE, defectsPage());
  expect(readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n')).toBe(defectsPage());
});
