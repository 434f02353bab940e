import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { cannedRun, type CannedRun } from '../editor/canned-runtime';
import { openBrowser } from '../editor/chromium';
import { openPanel, type CannedPanel } from '../pages/canned-panel';

const pictures = join(import.meta.dirname, '..', 'output');

/** What a sweep of the learning rate leaves: 24 runs that have ended. */
const sweep = (): CannedRun[] =>
  Array.from({ length: 24 }, (_, i) => {
    const lr = 10 ** (-4 + i / 8);
    const loss = 0.4 + (Math.log10(lr) + 2.5) ** 2 / 5 + (i % 3) / 20;
    const id = String(i).padStart(2, '0');
    const { run } = cannedRun(id, 'lion', []);
    return cannedRun(
      id,
      i % 2 === 0 ? 'lion' : 'adamw',
      [{ tag: 'val/loss', steps: [1, 2], values: [2, loss] }],
      {
        status: 'completed',
        comparison: null,
        endedAt: 1.7e12 + 60_000,
        spec: {
          ...run.spec,
          program: { name: i % 2 === 0 ? 'lion' : 'adamw', path: null, text: '' },
          lr,
        },
        metrics: { 'val/loss': loss },
        extremes: { 'val/loss': [loss - 0.1, 2] },
        step: 1000,
      },
    );
  });

let browser: BrowserContext;
let panel: CannedPanel;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser(inject('chromium'), { width: 1280, height: 900 });
});
afterAll(() => browser.close());
afterEach(() => panel.close());

const scatter = (): Locator => page.locator('.scatter');
const rows = (): Locator => scatter().locator('tbody tr');

async function open(): Promise<void> {
  panel = await openPanel(browser, sweep());
  page = panel.page;
  await page.getByRole('button', { name: 'Add Scatter Chart of These Runs' }).click();
  await expect.poll(() => rows().count()).toBe(24);
}

test('a scatter chart shows a setting against a metric for every run of the table, and keeps what was chosen', async () => {
  await open();
  const logX = scatter().getByRole('button', { name: 'Log x' });
  await expect.poll(() => logX.getAttribute('aria-pressed')).toBe('true');
  await scatter().getByLabel('Which of its values').selectOption('lowest');
  await scatter().getByLabel('Setting of the scatter chart').selectOption('program');
  await expect.poll(() => logX.isDisabled()).toBe(true);
  await page.screenshot({ path: join(pictures, 'scatter-words-dark.png') });
  await page.reload();
  await expect.poll(() => rows().count()).toBe(24);
  await expect
    .poll(() => scatter().getByLabel('Setting of the scatter chart').inputValue())
    .toBe('program');
  await expect.poll(() => scatter().getByLabel('Which of its values').inputValue()).toBe('lowest');
  await page.getByLabel('Filter runs').fill('program = lion');
  await expect.poll(() => rows().count()).toBe(12);
  await page.getByRole('button', { name: 'Remove This Scatter Chart' }).click();
  await scatter().waitFor({ state: 'detached' });
  expect(panel.complaints).toEqual([]);
});

test('keys go from run to run and say which it is; Enter shows it, and so does a click', async () => {
  await open();
  const plot = scatter().locator('.scatter-plot');
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  const note = scatter().locator('.scatter-note');
  await expect.poll(() => note.innerText()).toMatch(/^lion, seed 0: lr 1e-4, val\/loss [\d.]+$/);
  await page.keyboard.press('End');
  await expect.poll(() => note.innerText()).toMatch(/^adamw, seed 0: lr 0\.0749/);
  await page.keyboard.press('Enter');
  await page.locator('.chip[data-run="23"]').waitFor();
  await page.keyboard.press('Home');
  await expect.poll(() => note.innerText()).toMatch(/^lion/);
  for (const [name, scheme] of [
    ['dark', 'dark'],
    ['light', 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(pictures, `scatter-${name}.png`) });
  }
  // The first run lies at the left edge, where the axis begins.
  const box = (await scatter().locator('canvas').boundingBox())!;
  let found = false;
  for (let y = 10; y < box.height - 36 && !found; y += 6) {
    await page.mouse.move(box.x + 56 + 0.055 * (box.width - 68), box.y + y);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    found = (await note.innerText()).startsWith('lion, seed 0: lr 1e-4');
  }
  await page.mouse.down();
  await page.mouse.up();
  await page.locator('tr.focused[data-run="00"]').waitFor();
  await page.setViewportSize({ width: 420, height: 900 });
  await page.screenshot({ path: join(pictures, 'scatter-narrow.png') });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(420);
  await page.setViewportSize({ width: 1280, height: 900 });
});
