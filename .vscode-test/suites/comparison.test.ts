import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { cannedRun, type CannedRun } from '../editor/canned-runtime';
import { openBrowser } from '../editor/chromium';
import { openPanel, type CannedPanel } from '../pages/canned-panel';

const pictures = join(import.meta.dirname, '..', 'output');

/** Two programs with three seeds each, all shown. */
const sixRuns = (): CannedRun[] =>
  ['lion', 'adamw'].flatMap((program, p) =>
    [0, 1, 2].map((seed) => {
      const id = String(6 - 3 * p - seed);
      const { run } = cannedRun(id, program, []);
      const steps = Array.from({ length: 60 }, (_, i) => 10 * (i + 1));
      const values = steps.map((step) =>
        Math.fround(
          0.4 + p / 5 + Math.exp(-step / 150) + seed / 10 + Math.sin(step * (seed + 1)) / 30,
        ),
      );
      return cannedRun(id, program, [{ tag: 'val/loss', steps, values }], {
        status: 'completed',
        spec: { ...run.spec, seed },
        metrics: { 'val/loss': values.at(-1)! },
        step: 600,
      });
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

async function open(): Promise<void> {
  panel = await openPanel(browser, sixRuns());
  page = panel.page;
  await expect.poll(() => page.locator('.chip').count()).toBe(6);
}
const chips = (): Promise<string[]> => page.locator('.chip .chip-label').allInnerTexts();
const readout = (): Promise<string> => page.locator('.readout').innerText();

test('runs that differ only in their seed become one mean with a band', async () => {
  await open();
  await page.keyboard.press('g');
  await expect.poll(chips).toEqual(expect.arrayContaining(['lion (3 runs)', 'adamw (3 runs)']));
  await expect.poll(() => chips()).toHaveLength(2);
  await page.locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(readout).toMatch(/lion \(3 runs\)\s*[\d.]+\s*[\d.]+ to [\d.]+/);
  await page
    .getByText(/val\/loss [\d.]+ \(min–max [\d.]+ to [\d.]+\)/)
    .first()
    .waitFor();
  await page.getByLabel('Band').selectOption('ci');
  await expect.poll(() => page.locator('table', { hasText: '(95 % CI)' }).count()).toBe(1);
  await page.screenshot({ path: join(pictures, 'means-dark.png') });
  await page.getByLabel('Band').selectOption('lines');
  await expect.poll(async () => (await chips()).length).toBe(6);
  expect(panel.complaints).toEqual([]);
});

test('hiding a group leaves the other mean as it is', async () => {
  await open();
  await page.keyboard.press('g');
  await page.locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  const lion = async (): Promise<string> =>
    /lion[\s\S]*?to [\d.]+/.exec(await readout())?.[0] ?? '';
  await expect.poll(lion).not.toBe('');
  const before = await lion();
  await page.locator('.chip-name', { hasText: 'adamw' }).click();
  await page.locator('.chip.off', { hasText: 'adamw' }).waitFor();
  await expect.poll(readout).not.toContain('adamw');
  await expect.poll(lion).toBe(before);
});

test('a baseline gives deltas in the chart and the table, also of groups', async () => {
  await open();
  await page.keyboard.press('b');
  await page.locator('.chip.baseline').waitFor();
  await page.locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(readout).toMatch(/baseline/);
  await expect.poll(() => readout()).toMatch(/[+-][\d.]+ \([+-][\d.]+ %\)/);
  await expect.poll(() => page.locator('tr[data-run]').filter({ hasText: / %\)/ }).count()).toBe(5);
  await page.keyboard.press('g');
  await expect.poll(async () => (await chips()).length).toBe(2);
  await page.locator('.group-row').filter({ hasText: / %\)/ }).waitFor();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  await page.screenshot({ path: join(pictures, 'baseline-light.png') });
  await page.setViewportSize({ width: 420, height: 900 });
  await page.screenshot({ path: join(pictures, 'baseline-narrow.png') });
  await page.setViewportSize({ width: 1100, height: 800 });
  await page.keyboard.press('b');
  await page.locator('.chip.baseline').waitFor({ state: 'detached' });
});

/** Twenty-four runs, three times as many as there are colours. */
const manyRuns = (): CannedRun[] =>
  Array.from({ length: 24 }, (_, i) => {
    const id = String(i).padStart(2, '0');
    const { run } = cannedRun(id, 'a program with a rather long name', []);
    const steps = Array.from({ length: 40 }, (__, k) => 10 * (k + 1));
    const values = steps.map((step) => Math.fround(0.4 + i / 40 + Math.exp(-step / 150)));
    return cannedRun(
      id,
      'a program with a rather long name',
      [{ tag: 'val/loss', steps, values }],
      { status: 'completed', spec: { ...run.spec, lr: 0.001 * (i + 1), seed: i } },
    );
  });

test('the legend of many runs shows colours, dashes and markers, and folds out', async () => {
  panel = await openPanel(browser, manyRuns());
  page = panel.page;
  await expect.poll(() => page.locator('.chip').count()).toBe(24);
  const looks = await page
    .locator('.chip .line-sample')
    .evaluateAll((samples) => samples.map((sample) => sample.innerHTML));
  expect(new Set(looks).size).toBe(24);
  await page.screenshot({ path: join(pictures, 'legend-dark.png') });
  await page.setViewportSize({ width: 420, height: 900 });
  await expect
    .poll(() =>
      page
        .locator('.toolbar, .toolbar *, .card, .runs')
        .evaluateAll((all) =>
          all
            .filter((each) => each.getBoundingClientRect().right > 420)
            .map(({ className }) => String(className)),
        ),
    )
    .toEqual([]);
  const chips = page.locator('.chips');
  const short = (await chips.boundingBox())!.height;
  await page.getByRole('button', { name: '24 runs' }).click();
  await expect.poll(async () => (await chips.boundingBox())!.height).toBeGreaterThan(2 * short);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: join(pictures, 'legend-narrow-light.png') });
  await page.reload();
  await expect.poll(() => page.locator('.chips.whole').count()).toBe(1);
  await page.setViewportSize({ width: 1100, height: 800 });
  expect(panel.complaints).toEqual([]);
});

test('a group is told to screen readers too; the mean of long series is that of all their points', async () => {
  const long = (seed: number): CannedRun => {
    const { run } = cannedRun(String(seed), 'lion', []);
    const steps = Array.from({ length: 30_000 }, (_, i) => i + 1);
    const values = steps.map((step) => (step === 20_000 ? 100 + 10 * seed : seed));
    return cannedRun(String(seed), 'lion', [{ tag: 'val/loss', steps, values }], {
      spec: { ...run.spec, seed },
    });
  };
  panel = await openPanel(browser, [long(1), long(3)]);
  page = panel.page;
  await expect.poll(() => page.locator('.chip').count()).toBe(2);
  await page.keyboard.press('g');
  const means = page.getByRole('table', { name: 'val/loss: means of groups' });
  await expect
    .poll(() => means.locator('tbody tr').allInnerTexts())
    .toEqual([expect.stringMatching(/^lion \(2 runs\)\s+step 30,000\s+2\s+1\s+3\s+2 of 2$/)]);
  await page.locator('.chip .chip-name').click();
  await page.locator('.chip.off').waitFor();
  expect(panel.complaints).toEqual([]);
});
