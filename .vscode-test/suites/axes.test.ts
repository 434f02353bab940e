import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { Run } from '../../runtime/protocol/runs';
import { cannedRun, type CannedRun } from '../editor/canned-runtime';
import { openBrowser } from '../editor/chromium';
import { openPanel, type CannedPanel } from '../pages/canned-panel';

declare const optiscope: {
  charts(): Record<string, { points: number; of: number; unplaced: number }>;
  zoom(): [number, number] | null;
};

const pictures = join(import.meta.dirname, '..', 'output');
const steps = Array.from({ length: 200 }, (_, i) => i);
const series = (tag: string, of: (step: number) => number, every = 1) => {
  const own = steps.filter((step) => step % every === 0);
  return { tag, steps: own, values: own.map((step) => Math.fround(of(step))) };
};
const resolved = {
  model: 'mlp',
  steps: 200,
  batch: 32,
  lr: 0.01,
  hyper: {},
  logEvery: 1,
  backend: 'compiled',
  backendReason: '',
  parameters: 10,
  description: '',
  dataHash: '',
  epoch: { batches: 20, examples: 620 },
  metric: { tag: 'train/loss', better: 'lower' },
  versions: {},
} satisfies Run['resolved'];

/** Two runs, of which the first says how long its epochs are. */
const twoRuns = (): CannedRun[] => [
  cannedRun(
    '2',
    'adamw',
    [
      series('train/loss', (step) => 1 + Math.exp(-step / 40)),
      series('val/accuracy', (step) => 1 - Math.exp(-step / 90), 10),
    ],
    { resolved },
  ),
  cannedRun('1', 'lion', [
    series('train/loss', (step) => 0.6 + Math.exp(-step / 40)),
    series('train/tokens', (step) => 512 * step),
  ]),
];

let browser: BrowserContext;
let panel: CannedPanel;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser(inject('chromium'), { width: 1280, height: 800 });
});
afterAll(() => browser.close());
afterEach(() => panel.close());

async function open(runs: CannedRun[]): Promise<void> {
  panel = await openPanel(browser, runs);
  page = panel.page;
  await expect.poll(() => drawn('train/loss')).toBeDefined();
}
const card = (tag: string): Locator => page.locator(`.card[data-tag="${tag}"]`);
const drawn = (tag: string) => page.evaluate((name) => optiscope.charts()[name], tag);
const axis = (): Locator => page.getByLabel('X-Axis', { exact: true });
const readout = (tag: string): Locator => card(tag).locator('.readout');

async function drag(tag: string, from: number, to: number): Promise<void> {
  const box = (await card(tag).locator('.plot-area').boundingBox())!;
  await page.mouse.move(box.x + from * box.width, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + to * box.width, box.y + 60, { steps: 4 });
  await page.mouse.up();
}

test('epochs and samples follow from the record; a run that says nothing of them is left out, in words', async () => {
  await open(twoRuns());
  await axis().selectOption('samples');
  await page
    .getByText(/lion is left out: the record does not say how long its epochs are/)
    .waitFor();
  await expect.poll(() => drawn('train/loss')).toMatchObject({ points: 200, of: 200 });
  await card('train/loss').locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readout('train/loss').innerText()).toMatch(/^32 samples/);
  await axis().selectOption('epoch');
  await card('train/loss').locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readout('train/loss').innerText()).toMatch(/^epoch 0.05/);
  await page.reload();
  await expect.poll(() => drawn('train/loss')).toMatchObject({ points: 200, of: 200 });
  await expect.poll(() => axis().inputValue()).toBe('epoch');
  await page.screenshot({ path: join(pictures, 'axis-epoch.png') });
  expect(panel.complaints).toEqual([]);
});

test('another metric becomes the x-axis: points without a partner are counted, a run without it is left out', async () => {
  await open(twoRuns());
  await axis().selectOption('another');
  await page.getByLabel('Filter metrics of the x-axis').fill('acc');
  await page.screenshot({ path: join(pictures, 'axis-choose-metric.png') });
  await page.getByRole('button', { name: 'val/accuracy', exact: true }).click();
  await page.getByText('lion is left out, having no val/accuracy.').waitFor();
  await expect.poll(() => drawn('train/loss')).toMatchObject({ points: 20, of: 20, unplaced: 180 });
  await card('train/loss').getByText('20 of 20 points, 180 without val/accuracy').waitFor();
  await page.screenshot({ path: join(pictures, 'axis-metric-dark.png') });
  await page.reload();
  await expect.poll(() => drawn('train/loss')).toMatchObject({ points: 20, of: 20 });
  await expect.poll(() => axis().inputValue()).toBe('metric:val/accuracy');
  expect(panel.complaints).toEqual([]);
});

test('a logarithmic x-axis leaves out step 0 and says so, and comes back after a reload', async () => {
  await open(twoRuns());
  await page.getByRole('button', { name: 'Log x' }).click();
  await expect.poll(() => drawn('train/loss')).toMatchObject({ of: 398, unplaced: 2 });
  await card('train/loss').getByText('2 at 0').waitFor();
  await drag('train/loss', 0.5, 0.8);
  await expect.poll(() => page.evaluate(() => optiscope.zoom()?.[0])).toBeGreaterThan(10);
  const zoom = (await page.evaluate(() => optiscope.zoom()))!;
  expect(zoom[0]).toBeCloseTo(199 ** 0.5, 0);
  await page.keyboard.press('-');
  await page.keyboard.press('0');
  await page.reload();
  await expect.poll(() => drawn('train/loss')).toMatchObject({ of: 398, unplaced: 2 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: join(pictures, 'axis-log-light.png') });
  await axis().selectOption('wall');
  await expect.poll(() => page.getByRole('button', { name: 'Log x' }).isDisabled()).toBe(true);
  await expect.poll(() => drawn('train/loss')).toMatchObject({ of: 400, unplaced: 0 });
});

test('charts that are not linked have their own crosshair and zoom, until they are linked again', async () => {
  await open(twoRuns());
  await page.getByRole('button', { name: 'Link Charts' }).click();
  await drag('train/loss', 0.25, 0.5);
  await expect.poll(async () => (await drawn('train/loss'))!.of).toBeLessThan(150);
  await expect.poll(async () => (await drawn('val/accuracy'))!.of).toBe(20);
  await card('train/loss').locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  await readout('train/loss').waitFor({ state: 'visible' });
  await expect.poll(() => card('val/accuracy').locator('.needle').isVisible()).toBe(false);
  await page.reload();
  await expect.poll(async () => (await drawn('train/loss'))?.of).toBeLessThan(150);
  await expect.poll(async () => (await drawn('val/accuracy'))!.of).toBe(20);
  await card('train/loss').locator('.chart').focus();
  await page.getByRole('button', { name: 'Link Charts' }).click();
  await expect.poll(async () => (await drawn('val/accuracy'))!.of).toBeLessThan(10);
});

test('a Gaussian smooths too, with a strength in points, and is kept', async () => {
  await open(twoRuns());
  await page.getByLabel('Way of smoothing').selectOption('gaussian');
  await page.locator('.toolbar').focus();
  await page.keyboard.press('Escape');
  await card('train/loss').locator('.chart').focus();
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  await expect.poll(() => page.locator('.smoothing-value').innerText()).toBe('σ 20');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readout('train/loss').innerText()).toMatch(/lion\s*1\.299\s*1\.575/);
  await page.reload();
  await expect.poll(() => drawn('train/loss')).toBeDefined();
  await expect.poll(() => page.locator('.smoothing-value').innerText()).toBe('σ 20');
  await page.setViewportSize({ width: 420, height: 900 });
  await page.screenshot({ path: join(pictures, 'axis-narrow-dark.png') });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(420);
  await page.setViewportSize({ width: 1280, height: 800 });
});
