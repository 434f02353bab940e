import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Download, Locator, Page } from 'playwright-core';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  it,
  onTestFailed,
} from 'vitest';
import { openBrowser } from '../editor/chromium';
import { PATIENCE_MS } from '../pages/workbench';
import { PageSession } from '../support/page-session';
import {
  audio,
  bell,
  fileStart,
  histogram,
  images,
  png,
  prCurve,
  text,
} from '../support/summary-files';

const GOLDEN = join(import.meta.dirname, '..', '..', 'runtime', 'store', 'fixtures', 'golden');
const pictures = join(import.meta.dirname, '..', 'output');

const NOTES = [
  '# What was tried',
  'A **larger** step, `lr = 0.01`, and see [the paper](https://arxiv.org/abs/1412.6980).',
  '',
  '| setting | value |',
  '| --- | --- |',
  '| beta1 | 0.9 |',
  '| beta2 | 0.999 |',
  '',
  '- warm-up helped',
  '- clipping did not',
].join('\n');
const HOSTILE =
  '<img src=x onerror="window.struck=1"> <svg onload="window.struck=1"></svg> ' +
  '<script>window.struck=1</script> [press](javascript:window.struck=1)';

/** A digit-like picture of 16 by 16 pixels. */
const digit = (phase: number): Uint8Array =>
  png(16, 16, (x, y) => 255 * Math.exp(-((Math.hypot(x - 7.5, y - 7.5) - 5 - phase) ** 2) / 4));
const photo = (): Uint8Array =>
  png(320, 200, (x, y) => 128 + 60 * Math.sin(x / 20) + 60 * Math.cos(y / 15));

describe('what runs log besides scalars', () => {
  const session = new PageSession();
  let browser: BrowserContext;
  let page: Page;
  let lion: string;
  const complaints: string[] = [];
  const file = (folder: string, name = '1'): string => join(folder, `events.out.tfevents.${name}`);

  beforeAll(async () => {
    lion = session.addRun('20261122-070000-lion-0-aaaa', 'lion');
    const adamw = session.addRun('20261122-070000-adamw-0-bbbb', 'adamw');
    for (const [i, folder] of [lion, adamw].entries()) {
      const records = [fileStart()];
      for (let step = 0; step < 200; step += 5) {
        const width = 0.3 + step / 400 + i / 5;
        records.push(
          histogram(step, 'weights/dense1.weight', bell(0.2 * Math.sin(step / 30), width)),
        );
        records.push(
          histogram(step, 'gradients/dense1.weight', bell(0, 0.1 * Math.exp(-step / 90))),
        );
        if (step % 50 === 0) records.push(prCurve(step, 'val/pr', i + step / 40));
      }
      appendFileSync(file(folder), Buffer.concat(records));
    }
    const truncated = digit(0).subarray(0, 60);
    const garbled = Buffer.concat([digit(0).subarray(0, 8), Buffer.from('no picture at all')]);
    appendFileSync(
      file(lion, '2'),
      Buffer.concat([
        fileStart(),
        images(10, 'samples', 16, 16, digit(-2), digit(-1), digit(0)),
        images(20, 'samples', 16, 16, digit(0), digit(1), digit(2)),
        images(20, 'photo', 320, 200, photo()),
        images(
          20,
          'broken',
          16,
          16,
          truncated,
          garbled,
          Buffer.from('<svg onload="window.struck=1"/>'),
        ),
        text(10, 'log', 'First try.'),
        text(20, 'log', NOTES),
        text(20, 'hostile', HOSTILE),
        audio(20, 'speech'),
      ]),
    );
    for (const name of ['keras', 'torch'])
      copyFileSync(join(GOLDEN, `${name}.tfevents`), file(adamw, `${name}`));
    const url = await session.start();
    browser = await openBrowser(inject('chromium'), { width: 1280, height: 900 });
    page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    await card('weights/dense1.weight').first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await session.end();
  });
  beforeEach(() => {
    onTestFailed(async ({ task }) => {
      await page.screenshot({
        path: join(pictures, `failed-${task.name.replace(/\W+/g, '-')}.png`),
      });
    });
  });

  const card = (tag: string): Locator => page.locator(`.summary[data-tag="${tag}"]`);
  /** Scrolls a card into view and waits until its inside is there. */
  async function seen(tag: string): Promise<Locator> {
    const found = card(tag).first();
    await found.scrollIntoViewIfNeeded();
    await found.locator('h3').waitFor();
    return found;
  }
  const keep = (name: string): Promise<Buffer> =>
    page.screenshot({ path: join(pictures, `cards-${name}.png`) });

  it('histograms are drawn as ridges, heat map and percentiles, and said in words', async () => {
    const weights = await seen('weights/dense1.weight');
    await expect.poll(() => weights.locator('.points').innerText()).toBe('21 of 40 steps');
    const words = weights.locator('.card-words');
    await expect.poll(() => words.innerText()).toMatch(/values from .* to .*, median/);
    const slider = weights.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    await expect
      .poll(() => slider.getAttribute('aria-valuetext'))
      .toMatch(/^step 0: .*values from/);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^step 5: /);
    await keep('ridges-dark');
    for (const view of ['Heat Map', 'Percentiles']) {
      await page.getByRole('button', { name: view }).click();
      await page.getByRole('button', { name: view, pressed: true }).waitFor();
      await expect.poll(() => weights.locator('.points').innerText()).toBe('40 of 40 steps');
      await keep(`${view.toLowerCase().replace(' ', '-')}-dark`);
    }
    // The pointer chooses a step, too.
    await seen('weights/dense1.weight');
    const plot = (await weights.locator('canvas').boundingBox())!;
    await page.mouse.move(plot.x + 0.6 * plot.width, plot.y + 20);
    await page.mouse.click(plot.x + 0.6 * plot.width, plot.y + 20);
    await page.mouse.move(5, 5);
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^step 1[01][05]/);
    await slider.focus();
    await page.keyboard.press('End');
    await expect.poll(() => weights.locator('.step-slider').innerText()).toContain('newest');
    await page.getByRole('button', { name: 'Ridges' }).click();
  });

  it('curves of precision over recall stand in one card, with the values at a threshold', async () => {
    const pr = await seen('val/pr');
    await expect.poll(() => pr.locator('.values tbody tr').count()).toBe(2);
    const box = (await pr.locator('canvas').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.4);
    const threshold = pr.getByRole('slider', { name: 'Threshold' });
    await expect
      .poll(() => threshold.getAttribute('aria-valuetext'))
      .toMatch(/lion: precision 0\.\d+, recall/);
    await threshold.focus();
    await page.keyboard.press('Home');
    await expect
      .poll(() => pr.locator('.values tbody tr').first().innerText())
      .toMatch(/\t0\t0.3\t1$/);
    await keep('pr-dark');
  });

  it('pictures can be paged through and zoomed; broken ones say so', async () => {
    const digits = await seen('samples');
    await expect.poll(() => digits.locator('img').count()).toBe(3);
    const width = (): Promise<number> =>
      digits
        .locator('img')
        .first()
        .evaluate((image) => (image as HTMLImageElement).width);
    await expect.poll(width).toBe(128);
    const source = (): Promise<string | null> => digits.locator('img').first().getAttribute('src');
    const newest = await source();
    expect(newest).toMatch(/^blob:/);
    await digits.getByRole('slider').focus();
    await page.keyboard.press('ArrowLeft');
    await expect
      .poll(() => digits.locator('.step-slider').innerText())
      .toContain('step 10 (1 of 2)');
    await expect.poll(source).not.toBe(newest);
    await keep('images-dark');
    await digits.locator('.picture').first().click();
    const zoom = page.getByRole('slider', { name: 'Zoom' });
    await zoom.waitFor();
    await zoom.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => zoom.getAttribute('aria-valuetext')).toBe('200 %');
    await keep('zoom-dark');
    await page.keyboard.press('Escape');
    await page.locator('dialog.zoom').waitFor({ state: 'detached' });
    const broken = await seen('broken');
    await broken.getByText('This picture is cut off: its file ends too soon.').first().waitFor();
    await broken.getByText(/damaged: it says that it is PNG/).waitFor();
    await broken.getByText(/no PNG, JPEG, GIF or WebP file/).waitFor();
  });

  it('texts are set as Markdown, and nothing in them is ever carried out', async () => {
    const notes = await seen('log');
    await notes.locator('.prose table').waitFor();
    await expect
      .poll(() => notes.locator('a').getAttribute('href'))
      .toBe('https://arxiv.org/abs/1412.6980');
    const hostile = await seen('hostile');
    await hostile.getByText('<script>window.struck=1</script>').waitFor();
    await expect
      .poll(() => hostile.locator('.prose').locator('img, script, svg, a').count())
      .toBe(0);
    await expect.poll(() => page.evaluate(() => 'struck' in window)).toBe(false);
    await keep('texts-dark');
  });

  it('all are taken along: as a drawing, as data, and on a page that opens offline', async () => {
    const place = mkdtempSync(join(tmpdir(), 'optiscope-cards-'));
    /** Exports the whole panel, or one card, and gives the file's path. */
    const save = async (button: Locator, title: string): Promise<string> => {
      const item = page.getByRole('menuitem', { name: title });
      const [download] = await Promise.all([
        page.waitForEvent('download') as Promise<Download>,
        (async () => {
          await button.click();
          await item.click();
        })(),
      ]);
      const path = join(place, download.suggestedFilename());
      await download.saveAs(path);
      return path;
    };
    const panel = page.getByRole('button', { name: 'Export Panel (w)' });
    const reader = await browser.newPage();
    for (const [title, name] of [
      ['Save as PNG Image…', 'png'],
      ['Save as SVG Drawing…', 'svg'],
      ['Save as Web Page…', 'html'],
    ] as const) {
      await reader.goto(pathToFileURL(await save(panel, title)).href);
      await reader.screenshot({
        path: join(pictures, `cards-export-${name}.png`),
        fullPage: name === 'html',
      });
    }
    await expect.poll(() => reader.locator('svg image').count()).toBeGreaterThanOrEqual(4);
    await reader.getByText('warm-up helped').waitFor();
    await reader.close();
    const json = readFileSync(await save(panel, 'Save as JSON…'), 'utf8');
    const { cards } = JSON.parse(json) as { cards: { kind: string }[] };
    expect(new Set(cards.map(({ kind }) => kind))).toEqual(
      new Set(['histogram', 'pr-curve', 'image', 'text']),
    );
    const digits = await seen('samples');
    const one = digits.getByRole('button', { name: 'Export samples' });
    const table = readFileSync(await save(one, 'Save as CSV Table…'), 'utf8');
    expect(table).toMatch(
      /^image,run,id,step,picture,type,bytes,base64\nsamples,lion,[^]*,10,1,image\/png,/,
    );
    const notes = await seen('log');
    await notes.getByRole('button', { name: 'Export log' }).click();
    await page.getByRole('menuitem', { name: 'Save as CSV Table…' }).waitFor();
    await expect.poll(() => page.getByRole('menuitem', { name: 'Save as PNG' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    rmSync(place, { recursive: true, force: true });
  });

  it('what is logged and not shown is told', async () => {
    const told = page.getByText('Logged, too, and not shown here: audio (speech).');
    await told.scrollIntoViewIfNeeded();
    await keep('unshown-dark');
  });

  it("other writers' files show all that they hold", async () => {
    for (const tag of ['dense/kernel_0', 'weights', 'pr', 'notes/text_summary']) await seen(tag);
    await card('notes/text_summary').getByText('zwölf').waitFor();
  });

  it('a run that goes on is followed', async () => {
    const notes = await seen('log');
    appendFileSync(file(lion, '2'), text(30, 'log', 'Third, **while you look**.'));
    await notes.getByText('while you look').waitFor();
    await expect
      .poll(() => notes.locator('.step-slider').innerText())
      .toContain('step 30 (3 of 3), newest');
  });

  it('only cards on screen are there, and what was chosen is kept', async () => {
    await seen('samples');
    await expect.poll(() => card('weights/dense1.weight').locator('canvas').count()).toBe(0);
    await expect
      .poll(() => card('samples').locator('.step-slider').innerText())
      .toContain('step 10 (1 of 2)');
    await page.reload();
    await seen('samples');
    await expect
      .poll(() => card('samples').locator('.step-slider').innerText())
      .toContain('step 10 (1 of 2)');
  });

  it('is to be seen in light and narrow, and by its name', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await seen('weights/dense1.weight');
    await keep('ridges-light');
    await page.setViewportSize({ width: 420, height: 900 });
    for (const tag of ['gradients/dense1.weight', 'val/pr', 'samples', 'log']) {
      const found = await seen(tag);
      await found.locator('canvas, img, .prose > *').first().waitFor();
      await keep(`${tag.replace(/\W/g, '-')}-narrow`);
    }
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByLabel('Filter metrics').fill('digits');
    await expect.poll(() => page.locator('.summary').count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
