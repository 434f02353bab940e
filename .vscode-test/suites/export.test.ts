import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Download, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { cannedRun, type CannedRun } from '../editor/canned-runtime';
import { openBrowser } from '../editor/chromium';
import { openPanel, type CannedPanel } from '../pages/canned-panel';

const pictures = join(import.meta.dirname, '..', 'output');
const folder = mkdtempSync(join(tmpdir(), 'optiscope-export-'));
const steps = Array.from({ length: 400 }, (_, i) => i + 1);
const loss = (end: number) => ({
  tag: 'train/loss',
  steps,
  values: steps.map((step) => Math.fround(end + Math.exp(-step / 100) + Math.sin(step) / 20)),
});
const norm = {
  tag: 'optimizer/update_norm',
  steps,
  values: steps.map((step) => (step % 90 === 0 ? NaN : Math.fround(1 / step))),
};
const twoRuns = (): CannedRun[] => [
  cannedRun('2', 'adamw', [loss(1), norm]),
  cannedRun('1', 'lion', [loss(0.5), norm]),
];

let browser: BrowserContext;
let panel: CannedPanel;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser(inject('chromium'), { width: 1100, height: 800 });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => panel.close());

async function open(): Promise<void> {
  panel = await openPanel(browser, twoRuns());
  ({ page } = panel);
  await page.locator('.card[data-tag="train/loss"] .points').waitFor();
}

const item = (title: string): Locator => page.getByRole('menuitem', { name: title });

/** Saves by a menu's item; gives the file's name and where it lies. */
async function save(menu: string, title: string): Promise<{ name: string; path: string }> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download') as Promise<Download>,
    item(title).click(),
  ]);
  const name = download.suggestedFilename();
  const path = join(folder, name);
  await download.saveAs(path);
  return { name, path };
}

test('a chart is saved as a table with every logged value, and as a drawing', async () => {
  await open();
  const csv = await save('Export train/loss', 'Save as CSV Table…');
  expect(csv.name).toBe('lion-adamw-train-loss.csv');
  const rows = readFileSync(csv.path, 'utf8').trimEnd().split('\n').slice(1);
  const lion = rows.map((row) => row.split(',')).filter((row) => row[1] === 'lion');
  expect(lion.map((row) => Number(row[4]))).toEqual(loss(0.5).values);
  const svg = await save('Export train/loss', 'Save as SVG Drawing…');
  expect(readFileSync(svg.path, 'utf8')).toMatch(/^<svg[^]*lion[^]*<\/svg>\n$/);
  const viewer = await browser.newPage();
  await viewer.goto(pathToFileURL(svg.path).href);
  await viewer.screenshot({ path: join(pictures, 'export-svg.png') });
  await viewer.close();
  expect(panel.complaints).toEqual([]);
});

test('the whole panel is saved as an image, in the colours of the theme', async () => {
  await open();
  await page.keyboard.press('s');
  const dark = await save('Export Panel (w)', 'Save as PNG Image…');
  const png = readFileSync(dark.path);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(2 * (2 * (560 + 16) + 16));
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await save('Export Panel (w)', 'Save as PNG Image…');
  expect(readFileSync(light.path).equals(png)).toBe(false);
  copyFileSync(dark.path, join(pictures, 'export-panel-dark.png'));
  copyFileSync(light.path, join(pictures, 'export-panel-light.png'));
  expect(panel.complaints).toEqual([]);
});

test('the menu is led by keys, and goes when they lead elsewhere', async () => {
  await open();
  await page.keyboard.press('w');
  await item('Copy as Image').waitFor();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(pictures, `panel-export-${colorScheme}.png`) });
  }
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.locator(':focus').innerText()).toBe('Save as PNG Image…');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => page.locator(':focus').innerText()).toBe('Save as Web Page…');
  await page.keyboard.press('Escape');
  await item('Copy as Image').waitFor({ state: 'detached' });
  const button = page.getByRole('button', { name: 'Export Panel (w)' });
  await button.click();
  await button.click();
  await item('Copy as Image').waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 400, height: 500 });
  await page.getByRole('button', { name: 'Export optimizer/update_norm' }).click();
  const box = (await page.getByRole('menu').boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(500);
  await page.screenshot({ path: join(pictures, 'panel-export-narrow.png') });
});

test('a chart is copied as an image where the browser allows it, and the panel says where not', async () => {
  await open();
  await browser.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('w');
  await page.keyboard.press('Enter');
  const types = (): Promise<readonly string[]> =>
    page.evaluate(async () => (await navigator.clipboard.read())[0]?.types ?? []);
  await expect.poll(types).toEqual(['image/png']);
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await page.keyboard.press('w');
  await page.keyboard.press('Enter');
  await page.getByText('does not let the panel copy images').waitFor();
});

test('a shared page opens offline from a file and shows picture, settings and points', async () => {
  await open();
  const { name, path } = await save('Export Panel (w)', 'Save as Web Page…');
  expect(name).toBe('lion-adamw.html');
  const reader = await browser.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  reader.on('console', (message) => complaints.push(message.text()));
  reader.on('pageerror', (error) => complaints.push(error.message));
  reader.on('request', (request) => asked.push(request.url()));
  await reader.goto(pathToFileURL(path).href);
  await expect.poll(() => reader.locator('svg').count()).toBe(1);
  await reader.getByRole('cell', { name: 'lion', exact: true }).waitFor();
  await reader.locator('#series').selectOption({ label: 'train/loss · lion' });
  const cells = await reader.locator('#points tr').nth(1).locator('td').allInnerTexts();
  expect(cells.map(Number)).toEqual([1, loss(0.5).values[0]]);
  await reader.screenshot({ path: join(pictures, 'export-page.png'), fullPage: true });
  expect(complaints).toEqual([]);
  expect(asked).toEqual([pathToFileURL(path).href]);
  await reader.close();
});
