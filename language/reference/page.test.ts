import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FUNCTIONS } from '../functions';
import { referencePage } from './page';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'language.md');

/** `UPDATE_GOLDEN=1` writes the page anew. */
if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, referencePage());

test('docs/language.md says what the table of functions says', () => {
  expect(readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n')).toBe(referencePage());
});

test('every function is there with its formula', () => {
  const page = referencePage();
  for (const { name, callable, formula } of FUNCTIONS)
    if (callable) {
      expect(page).toContain(`### \`${name}(`);
      expect(page.replaceAll('\\|', '|')).toContain(formula);
    }
});

test('every function says by which formula it goes', () => {
  expect(FUNCTIONS.filter(({ formula }) => formula === '').map(({ name }) => name)).toEqual([]);
});
