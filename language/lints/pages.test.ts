import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import type { Lint } from './lint';
import { LINTS } from '.';
import { indexPage, pageOf } from './pages';

/** `UPDATE_GOLDEN=1` writes the pages anew. */
const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'lints');

function hasFix({ code, wrong }: Lint): boolean {
  const { diagnostics, notes } = analyze(wrong);
  const own = [...diagnostics, ...notes].filter((diagnostic) => diagnostic.code === code);
  return own.some(({ fixes }) => fixes && fixes.length > 0);
}

const documented: readonly Lint[] = LINTS;
const pages = new Map([
  ['README.md', indexPage(new Set(documented.map(({ code }) => code)))],
  ...documented.map((lint) => [`${lint.code}.md`, pageOf(lint, { hasFix: hasFix(lint) })] as const),
]);

if (process.env.UPDATE_GOLDEN) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
}

test('every lint has its page, and no page is without its lint', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort());
});

test.each([...pages])('docs/lints/%s says what the table says', (name, text) => {
  expect(readFileSync(join(FOLDER, name), 'utf8').replaceAll('\r\n', '\n')).toBe(text);
});
