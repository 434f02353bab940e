import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { cannedRun, type CannedRun } from '../editor/canned-runtime';
import { openBrowser } from '../editor/chromium';
import { openPanel, type CannedPanel } from '../pages/canned-panel';

const pictures = join(import.meta.dirname, '..', 'output');

/** Three programs with three seeds each, learning rates and hyperparameters of their own. */
const nineRuns = (): CannedRun[] =>
  ['lion', 'adamw', 'sgd'].flatMap((program, p) =>
    [0, 1, 2].map((seed) => {
      const id = String(9 - 3 * p - seed);
      const { run } = cannedRun(id, program, []);
      const hyper = { beta1: p === 2 ? 0.8 : 0.9, decay: 0.01 };
      return cannedRun(
        id,
        program,
        [
          {
            tag: 'val/loss',
            steps: [1, 2, 3],
            values: [3 + seed / 10, 2 + seed / 5, 1 + seed / 3].map(Math.fround),
          },
        ],
        {
          comparison: p === 0 ? 'together' : 'before',
          status: p === 0 ? 'running' : 'completed',
          spec: { ...run.spec, seed, lr: 10 ** (-4 + p), hyper },
          metrics: { 'val/loss': 1 + p / 10 + seed / 100 },
          step: 100 * (p + 1),
        },
      );
    }),
  );

let browser: BrowserContext;
let panel: CannedPanel;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser(inject('chromium'), { width: 1100, height: 800 });
});
afterAll(() => browser.close());
afterEach(() => panel.close());

async function open(runs: CannedRun[]): Promise<void> {
  panel = await openPanel(browser, runs);
  page = panel.page;
  await page.locator('tr[data-run]').first().waitFor();
}

const runs = (): Promise<string> =>
  page
    .locator('tr[data-run]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')).join(''));
const titles = (): Promise<string[]> => page.locator('.rows th button').allInnerTexts();
const heading = (id: string): Locator => page.locator(`th[data-column="${id}"] button`);
const headings = (): Promise<string[]> => page.locator('.group-row').allInnerTexts();

test('a click on a heading sorts, another the other way, a third as it was', async () => {
  await open(nineRuns());
  const before = await runs();
  await heading('metric').click();
  await expect.poll(runs).toBe('987654321');
  await heading('metric').click();
  await expect.poll(runs).toBe('123456789');
  await expect
    .poll(() => page.locator('th[data-column="metric"]').getAttribute('aria-sort'))
    .toBe('descending');
  await heading('metric').click();
  await expect.poll(runs).toBe(before);
  await expect.poll(() => titles()).toEqual(expect.arrayContaining(['beta1', 'decay', 'val/loss']));
});

test('runs are filtered by words and columns; a mistake is told and hides nothing', async () => {
  await open(nineRuns());
  await page.keyboard.press('f');
  await page.keyboard.type('lr > 1e-3 and not seed == 1');
  await expect.poll(async () => [...(await runs())].sort().join('')).toBe('13');
  await page.getByText('2 of 9').waitFor();
  await page.locator('.run-filter').fill('lr >');
  await page.getByText('After “>” a value is missing.').waitFor();
  await expect.poll(async () => (await runs()).length).toBe(9);
  await page.locator('.run-filter').fill('adam');
  await expect.poll(async () => [...(await runs())].sort().join('')).toBe('456');
});

test('runs are grouped over seeds or by a column, and the groups fold', async () => {
  await open(nineRuns());
  await page.keyboard.press('g');
  await expect.poll(async () => (await headings()).length).toBe(3);
  await expect
    .poll(async () => (await headings()).map((text) => text.replace(/\s+/g, ' ').trim()).sort())
    .toEqual([
      'adamw 3 val/loss 1.11 (min–max 1.1 to 1.12)',
      'lion 3 val/loss 1.01 (min–max 1 to 1.02)',
      'sgd 3 val/loss 1.21 (min–max 1.2 to 1.22)',
    ]);
  await page.locator('.group-row').first().click();
  await expect.poll(async () => (await runs()).length).toBe(6);
  await page.getByLabel('Group runs').selectOption('hyper.beta1');
  await expect.poll(async () => (await headings()).length).toBe(2);
  await page.screenshot({ path: join(pictures, 'run-table-grouped-dark.png') });
});

test('only the settings that differ are shown on request, and any column can be left out', async () => {
  await open(nineRuns());
  await page.keyboard.press('d');
  await expect.poll(titles).not.toContain('decay');
  await expect.poll(() => titles()).toEqual(expect.arrayContaining(['lr', 'Seed', 'beta1']));
  await expect.poll(() => titles()).not.toContain('Task');
  await page.getByRole('button', { name: 'Choose Columns…' }).click();
  await page.getByRole('dialog').getByLabel('Filter columns').fill('beta');
  await page.getByRole('dialog').getByLabel('beta1').uncheck();
  await expect.poll(titles).not.toContain('beta1');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('with the keyboard alone: move, show, pin, let stand out', async () => {
  await open(nineRuns());
  await page.locator('.rows').focus();
  await page.keyboard.press('End');
  const last = (await runs()).at(-1)!;
  const row = page.locator(`tr[data-run="${last}"]`);
  await expect.poll(() => row.getAttribute('class')).toContain('active');
  await page.keyboard.press('Space');
  await page.locator(`.chip[data-run="${last}"]`).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => row.getAttribute('class')).toContain('focused');
  await page.keyboard.press('p');
  await expect.poll(async () => (await runs())[0]).toBe(last);
  await page.keyboard.press('h');
  await page.locator(`.chip.off[data-run="${last}"]`).waitFor();
  await page.reload();
  await page.locator('tr[data-run]').first().waitFor();
  await expect.poll(async () => (await runs())[0]).toBe(last);
});

test('10,000 runs with 200 columns: the document holds what is in sight, and the end can be reached', async () => {
  const { run } = cannedRun('0', 'lion', []);
  const hyper = (i: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: 180 }, (_, k) => [`h${k}`, (i * (k + 1)) % 97]));
  const many = Array.from({ length: 10_000 }, (_, i) =>
    cannedRun(String(i), 'lion', [], {
      comparison: null,
      status: 'completed',
      createdAt: i,
      spec: { ...run.spec, seed: i, hyper: hyper(i) },
    }),
  );
  await open(many);
  await page.getByRole('button', { name: 'Maximize the Table' }).click();
  const cells = (): Promise<number> => page.locator('.rows td').count();
  await expect.poll(() => cells()).toBeLessThan(2000);
  await page.locator('.rows').evaluate((rows) => {
    rows.scrollTop = rows.scrollHeight;
    rows.scrollLeft = rows.scrollWidth;
  });
  await page.locator('tr[data-run="0"]').waitFor();
  await heading('hyper.h99').waitFor();
  await expect.poll(() => cells()).toBeLessThan(2000);
  await heading('hyper.h99').click();
  await expect.poll(async () => Number((await runs()).length > 0)).toBe(1);
});

test.each([
  ['light', 1100],
  ['light', 420],
  ['dark', 420],
] as const)('the table fits in %s at %d pixels', async (colorScheme, width) => {
  await open(nineRuns());
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  await page.keyboard.press('g');
  await page.locator('.group-row').first().waitFor();
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(width);
  await page.screenshot({ path: join(pictures, `run-table-${colorScheme}-${width}.png`) });
  expect(panel.complaints).toEqual([]);
});

test('a run is named, tagged and noted, and found by that', async () => {
  await open(nineRuns());
  await page.locator('.rows').focus();
  await page.keyboard.press('End');
  const id = (await runs()).at(-1)!;
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('the winner');
  await dialog.getByLabel('Tags').fill('paper, final');
  await dialog.getByLabel('Note').fill('Best so far.');
  await page.screenshot({ path: join(pictures, 'annotate-dark.png') });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator(`tr[data-run="${id}"]`).getByText('the winner').waitFor();
  await page.locator('.run-filter').fill('tags ~ paper');
  await expect.poll(runs).toBe(id);
});

test('a deleted run can be had back', async () => {
  await open(nineRuns());
  await page.locator('.rows').focus();
  await page.keyboard.press('End');
  const id = (await runs()).at(-1)!;
  await page.keyboard.press('Delete');
  await page.getByText('A run was deleted.').waitFor();
  await expect.poll(runs).not.toContain(id);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(runs).toContain(id);
  await page.getByText('A run was deleted.').waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('.chip').count()).toBe(3);
});
