import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import { probe, PROBES } from '../probes';
import type { Lint } from './lint';
import { LINTS } from '.';
import { indexPage, pageOf } from './pages';

/** `UPDATE_GOLDEN=1` writes the pages anew. */
const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'lints');

type Documented = Pick<Lint, 'code' | 'why' | 'wrong' | 'right'>;

const isProbe = ({ code }: Documented): boolean => PROBES.some((probe) => probe.code === code);

function hasFix(page: Documented): boolean {
  const { diagnostics, notes, program } = analyze(page.wrong);
  const run = isProbe(page) && program ? probe(page.wrong, program) : [];
  const own = [...diagnostics, ...notes, ...run].filter(({ code }) => code === page.code);
  return own.some(({ fixes }) => fixes && fixes.length > 0);
}

const documented: readonly Documented[] = [...LINTS, ...PROBES];
const pages = new Map([
  ['README.md', indexPage(new Set(documented.map(({ code }) => code)))],
  ...documented.map((page) => {
    const facts = { hasFix: hasFix(page), isProbe: isProbe(page) };
    return [`${page.code}.md`, pageOf(page, facts)] as const;
  }),
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
