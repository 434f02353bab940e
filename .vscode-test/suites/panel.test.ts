import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { cannedRun, type CannedRun, type CannedRuntime } from '../editor/canned-runtime';
import { openBrowser } from '../editor/chromium';
import { openPanel, type CannedPanel } from '../pages/canned-panel';

declare const optiscope: {
  series(run: string, tag: string): { steps: number[]; values: number[] } | null;
  charts(): Record<string, { points: number; of: number }>;
  zoom(): [number, number] | null;
};

const pictures = join(import.meta.dirname, '..', 'output');
const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const loss = (n: number, end: number) => ({
  tag: 'train/loss',
  steps: count(n),
  values: count(n).map((step) => Math.fround(end + Math.exp(-step / 100) + Math.sin(step) / 20)),
});
const accuracy = (n: number) => ({
  tag: 'val/accuracy',
  steps: count(n).map((i) => 10 * i),
  values: count(n).map((i) => Math.fround(1 - 1 / i)),
});
const twoRuns = (): CannedRun[] => [
  cannedRun('2', 'adamw', [loss(400, 1), accuracy(40)]),
  cannedRun('1', 'lion', [loss(400, 0.5), accuracy(40)]),
];

let browser: BrowserContext;
let panel: CannedPanel;
let runtime: CannedRuntime;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser(inject('chromium'), { width: 1100, height: 800 });
});
afterAll(() => browser.close());
afterEach(() => panel.close());

async function open(runs: CannedRun[]): Promise<void> {
  panel = await openPanel(browser, runs);
  ({ page, runtime } = panel);
}

const card = (tag: string): Locator => page.locator(`.card[data-tag="${tag}"]`);
const values = (run: string): Promise<number[]> =>
  page.evaluate((id) => optiscope.series(id, 'train/loss')?.values ?? [], run);
const zoom = (): Promise<[number, number] | null> => page.evaluate(() => optiscope.zoom());
const drawn = (tag: string): Promise<{ points: number; of: number } | undefined> =>
  page.evaluate((name) => {
    const chart = optiscope.charts()[name];
    return chart && { points: chart.points, of: chart.of };
  }, tag);

async function drag(tag: string, from: number, to: number): Promise<void> {
  const box = (await card(tag).locator('.plot-area').boundingBox())!;
  await page.mouse.move(box.x + from * box.width, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + to * box.width, box.y + 60, { steps: 4 });
  await page.mouse.up();
}

/** Keeps how the panel looks: dark, light, and light and narrow. */
async function keepLooks(name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `panel-${name}-dark.png`) });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: join(pictures, `panel-${name}-light.png`) });
  await page.setViewportSize({ width: 420, height: 800 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
  await page.screenshot({ path: join(pictures, `panel-${name}-narrow.png`) });
}

/** How many pixels of a chart have (nearly) this colour. */
const pixels = (tag: string, color: readonly number[]): Promise<number> =>
  card(tag)
    .locator('canvas')
    .evaluate((element, [red, green, blue]) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let i = 0; i < data.length; i += 4)
        if (
          Math.abs(data[i]! - red!) +
            Math.abs(data[i + 1]! - green!) +
            Math.abs(data[i + 2]! - blue!) <
            30 &&
          data[i + 3]! > 200
        )
          found++;
      return found;
    }, color);

const FIRST_COLOR = [0x56, 0xb4, 0xe9];

test('curves of every run are received whole and drawn under the strict policy', async () => {
  await open(twoRuns());
  await expect.poll(() => drawn('train/loss')).toEqual({ points: 800, of: 800 });
  await expect.poll(() => values('1')).toEqual(loss(400, 0.5).values);
  await expect.poll(() => pixels('train/loss', FIRST_COLOR)).toBeGreaterThan(300);
  await expect
    .poll(() => page.locator('.group .fold').allInnerTexts())
    .toEqual(
      expect.arrayContaining([expect.stringMatching(/train/i), expect.stringMatching(/val/i)]),
    );
  await page.screenshot({ path: join(pictures, 'panel-dark.png') });
  expect(panel.complaints).toEqual([]);
});

test('live points arrive while the zoom that the person chose stays, until Live is pressed', async () => {
  await open(twoRuns());
  await expect.poll(() => drawn('train/loss')).toEqual({ points: 800, of: 800 });
  await drag('train/loss', 0.25, 0.5);
  await expect.poll(zoom).not.toBeNull();
  const chosen = await zoom();
  expect(chosen![0]).toBeCloseTo(100.75, -1);
  expect(chosen![1]).toBeCloseTo(200.5, -1);
  runtime.append('1', [401, 402, 403], [0.5, 0.4, 0.3]);
  await expect.poll(async () => (await values('1')).length).toBe(403);
  await expect.poll(() => zoom()).toEqual(chosen);
  await page.getByRole('button', { name: 'Live' }).click();
  await expect.poll(zoom).toBeNull();
  await expect.poll(() => drawn('train/loss')).toEqual({ points: 803, of: 803 });
});

test('a double click and 0 show all again, + and − zoom', async () => {
  await open(twoRuns());
  await expect.poll(() => drawn('train/loss')).toBeDefined();
  await drag('train/loss', 0.2, 0.4);
  await expect.poll(zoom).not.toBeNull();
  await card('train/loss').locator('.plot-area').dblclick();
  await expect.poll(zoom).toBeNull();
  await page.keyboard.press('+');
  await expect.poll(zoom).not.toBeNull();
  await page.keyboard.press('0');
  await expect.poll(zoom).toBeNull();
});

test('the crosshair follows pointer and keys, and says the values there', async () => {
  await open(twoRuns());
  await expect.poll(() => drawn('val/accuracy')).toBeDefined();
  await card('val/accuracy').locator('.chart').focus();
  await page.keyboard.press('ArrowRight');
  const readout = card('val/accuracy').locator('.readout');
  await readout.waitFor({ state: 'visible' });
  const first = await readout.innerText();
  expect(first).toMatch(/^step 10\b/);
  expect(first).toContain('lion');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => readout.innerText()).toMatch(/step 20[\s\S]*0\.5/);
  await expect.poll(() => card('train/loss').locator('.needle').isVisible()).toBe(true);
  await expect.poll(() => card('train/loss').locator('.readout').isVisible()).toBe(false);
  await page.keyboard.press('Escape');
  await readout.waitFor({ state: 'hidden' });
});

test('hiding a run takes its line away; its chip and the table say so', async () => {
  await open(twoRuns());
  await expect.poll(() => drawn('train/loss')).toEqual({ points: 800, of: 800 });
  const chip = page.locator('.chip[data-run="1"] .chip-name');
  await chip.click();
  await expect.poll(() => drawn('train/loss')).toEqual({ points: 400, of: 400 });
  await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('false');
  await expect.poll(() => pixels('train/loss', FIRST_COLOR)).toBe(0);
  await chip.click();
  await page.locator('tr[data-run="2"] input').click();
  await expect.poll(() => page.locator('.chip').count()).toBe(1);
  await expect.poll(() => drawn('train/loss')).toEqual({ points: 400, of: 400 });
});

test('what was chosen comes back after a reload', async () => {
  await open(twoRuns());
  await expect.poll(() => drawn('train/loss')).toBeDefined();
  for (const key of ['l', 's']) await page.keyboard.press(key);
  await page.locator('.chip[data-run="2"] .chip-name').click();
  await drag('train/loss', 0.3, 0.6);
  await expect.poll(zoom).not.toBeNull();
  const before = await zoom();
  await page.reload();
  await expect.poll(() => drawn('train/loss')).toBeDefined();
  await expect.poll(() => zoom()).toEqual(before);
  await expect
    .poll(() => page.getByRole('button', { name: 'Log y' }).getAttribute('aria-pressed'))
    .toBe('true');
  await expect.poll(() => page.locator('.smoothing-value').innerText()).toBe('0.60');
  await expect.poll(() => page.locator('.chip.off').getAttribute('data-run')).toBe('2');
  await expect.poll(() => values('2')).toHaveLength(400);
});

test('a lost runtime is told, the curves stay, and it goes on when the runtime is back', async () => {
  await open(twoRuns());
  await expect.poll(() => values('1')).toHaveLength(400);
  runtime.away = true;
  runtime.loseConnections();
  await page.getByText('The runtime is gone. Reconnecting…').waitFor();
  await expect.poll(() => values('1')).toHaveLength(400);
  await keepLooks('lost');
  runtime.away = false;
  await page.getByText('The runtime is gone.').waitFor({ state: 'hidden' });
  await expect.poll(() => values('1')).toHaveLength(400);
  runtime.append('1', [401], [0.5]);
  await expect.poll(() => values('1')).toHaveLength(401);
});

test('diverged and failed runs say why; values that are not finite are seen', async () => {
  const nan = { tag: 'optimizer/update_norm', steps: [1, 2, 3], values: [NaN, NaN, NaN] };
  await open([
    cannedRun('1', 'sgd', [loss(50, 1), nan], {
      status: 'diverged',
      reason: 'train/loss became NaN at step 50; try a smaller learning rate.',
    }),
    cannedRun('2', 'lion', [], { status: 'failed', reason: 'The trainer ended unexpectedly.' }),
  ]);
  const notices = page.locator('.notice-text');
  await expect.poll(() => notices.count()).toBe(2);
  await expect
    .poll(() => notices.allInnerTexts())
    .toEqual([
      'lion failed: The trainer ended unexpectedly.',
      'sgd diverged: train/loss became NaN at step 50; try a smaller learning rate.',
    ]);
  await card('optimizer/update_norm').getByText('No finite value in 3 points').waitFor();
  await expect.poll(() => drawn('optimizer/update_norm')).toEqual({ points: 3, of: 3 });
  await expect.poll(() => pixels('optimizer/update_norm', [0xe6, 0x9f, 0x00])).toBeGreaterThan(5);
  await keepLooks('failed');
});

test('an empty store, a run without points and a filter without match say what to do', async () => {
  await open([]);
  await page.getByText('No runs yet.').waitFor();
  await keepLooks('empty');
  await panel.close();
  await open([cannedRun('1', 'lion', [], { status: 'starting' })]);
  await page.getByText('Reading the data and building the model…').waitFor();
  await keepLooks('starting');
  await panel.close();
  await open(twoRuns());
  await expect.poll(() => drawn('train/loss')).toBeDefined();
  await page.keyboard.press('/');
  await page.keyboard.type('nothing');
  await page.getByText('No metric matches “nothing”.').waitFor();
  await keepLooks('no-match');
  await page.getByRole('button', { name: 'Clear Filter' }).click();
  await expect.poll(() => page.locator('.card').count()).toBe(2);
});

test('a long run is reduced to what can be seen, and the card says so', async () => {
  await open([cannedRun('1', 'lion', [loss(50_000, 1)])]);
  await expect.poll(async () => (await drawn('train/loss'))?.of).toBe(50_000);
  const { points } = (await drawn('train/loss'))!;
  expect(points).toBeLessThan(5000);
  await expect.poll(() => values('1')).toHaveLength(50_000);
  await card('train/loss')
    .getByText(`${points.toLocaleString('en')} of 50,000 points`)
    .waitFor();
});

test('a narrow panel has one column, a light one dark lines; ? lists the keys', async () => {
  await open(twoRuns());
  await expect.poll(() => drawn('train/loss')).toBeDefined();
  await page.setViewportSize({ width: 420, height: 900 });
  const lefts = await page
    .locator('.card')
    .evaluateAll((cards) => cards.map((each) => each.getBoundingClientRect().left));
  expect(new Set(lefts).size).toBe(1);
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(420);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => pixels('train/loss', [0x00, 0x72, 0xb2])).toBeGreaterThan(100);
  await page.screenshot({ path: join(pictures, 'panel-narrow-light.png') });
  await page.keyboard.press('?');
  await page.getByText('Move the crosshair').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Move the crosshair').waitFor({ state: 'detached' });
});

test('a paused run says so; a change of its learning rate is a mark with words on every chart', async () => {
  const change = { action: 'set', name: 'lr', value: 1e-4, before: 0.001 } as const;
  await open([
    cannedRun('2', 'adamw', [loss(400, 1), accuracy(40)]),
    cannedRun('1', 'lion', [loss(400, 0.5), accuracy(40)], {
      status: 'paused',
      step: 400,
      actions: [{ ...change, at: 1.7e12, by: 'cli', step: 150 }],
    }),
  ]);
  await expect.poll(() => drawn('train/loss')).toEqual({ points: 800, of: 800 });
  const mark = card('train/loss').locator('.mark');
  await expect.poll(() => mark.getAttribute('title')).toBe('lion: lr 0.001 → 1e-4 after step 150');
  await expect.poll(() => card('val/accuracy').locator('.mark').count()).toBe(1);
  const box = (await card('train/loss').locator('.plot-area').boundingBox())!;
  const line = (await mark.boundingBox())!;
  expect((line.x + line.width / 2 - box.x) / box.width).toBeCloseTo(149 / 399, 1);
  await page.getByRole('button', { name: 'Resume lion' }).waitFor();
  await page.getByRole('button', { name: 'Pause adamw' }).waitFor();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(pictures, `panel-marks-${colorScheme}.png`) });
  }
  await page.setViewportSize({ width: 380, height: 700 });
  await page.screenshot({ path: join(pictures, 'panel-marks-narrow.png') });
  expect(panel.complaints).toEqual([]);
});
