import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeScalars } from '../../runtime/store/tfevents';
import { frameRecord } from '../../runtime/store/tfrecord';
import type { Locator } from 'playwright-core';
import type { PanelPage } from '../pages/panel';
import { appears, until } from '../pages/workbench';
import { EditorSession } from '../support/session';
import { bell, fileStart, histogram, images, png, prCurve, text } from '../support/summary-files';

/** Curves and everything else that a run can log, of two runs. */
function log(folder: string): void {
  for (const [i, name] of ['lr0.1', 'lr0.01'].entries()) {
    const records = [fileStart()];
    for (let step = 1; step <= 120; step++) {
      const value = Math.exp(-step / (40 + 40 * i)) + 0.05 * Math.sin(step);
      records.push(
        frameRecord(
          encodeScalars(step, 1_790_000_000 + step, [
            { tag: 'train/loss', value: step === 60 ? NaN : value },
            { tag: 'val/loss', value: value + 0.2 },
          ]),
        ),
      );
      if (step % 10 > 0) continue;
      records.push(histogram(step, 'weights/dense1.weight', bell(i / 3, 0.3 + step / 200)));
      records.push(prCurve(step, 'val/pr', i + step / 40));
    }
    const shade = (x: number, y: number): number => 16 * x + y;
    records.push(images(120, 'samples', 16, 16, png(16, 16, shade), png(16, 16, shade)));
    records.push(
      text(120, 'notes', '# Notes\nA `code`, a [link](https://a.org).\n\n|a|b|\n|-|-|\n|1|2|'),
    );
    mkdirSync(join(folder, name), { recursive: true });
    appendFileSync(
      join(folder, name, 'events.out.tfevents.1790000000.host'),
      Buffer.concat(records),
    );
  }
}

describe.each([
  ['dark', 'Default High Contrast'],
  ['light', 'Default High Contrast Light'],
] as const)('the panel in high contrast, %s, with reduced motion', (name, colorTheme) => {
  let session: EditorSession;
  let panel: PanelPage;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['lion'],
      colorTheme,
      settings: { 'workbench.reduceMotion': 'on' },
    });
    log(join(session.folder, 'logs'));
    const { workbench } = session;
    await workbench.openViews();
    const rows = workbench.viewRows('Runs');
    await rows.filter({ hasText: 'logs/lr0.01' }).click();
    panel = await workbench.panel();
    await until(async () => (await panel.runs()).length === 1);
    await panel.frame.locator('tr[data-run] input[type=checkbox]').nth(1).waitFor();
    await until(async () => {
      for (const box of await panel.frame.locator('tr[data-run] input[type=checkbox]').all())
        if (!(await box.isChecked())) await box.click();
      return (await panel.runs()).length === 2;
    });
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  const keep = (what: string): Promise<Buffer> =>
    session.workbench.screenshot(`contrast-${name}-${what}`);
  const seen = async (tag: string): Promise<void> => {
    const card = panel.frame.locator(`.card[data-tag="${tag}"]`);
    // Far from the screen a chart is only a place with its name.
    const place = panel.frame.locator(`.card-place:has(> .chart[aria-label="${tag}"])`);
    await card.or(place).first().scrollIntoViewIfNeeded();
    await card.first().locator('h3').waitFor();
  };

  it('shows curves and the table', async () => {
    await expect
      .poll(() => panel.frame.locator('body').getAttribute('class'))
      .toContain('vscode-high-contrast');
    await seen('train/loss');
    await panel.frame.locator('.card[data-tag="train/loss"] .chart').focus();
    await panel.frame.locator('.card[data-tag="train/loss"] .chart').press('ArrowRight');
    await panel.frame.locator('.readout').first().waitFor();
    await panel.frame.locator('tr[data-run]').first().hover();
    await keep('curves');
  });

  it('shows menus and dialogs', async () => {
    const { frame } = panel;
    await frame.locator('.toolbar .export button').first().click();
    await frame.locator('.menu').waitFor();
    const outline = await frame
      .locator('.menu button:focus')
      .evaluate((item) => getComputedStyle(item).outlineColor);
    expect(outline).not.toBe('rgba(0, 0, 0, 0)');
    await keep('menu');
    await frame.locator('.menu').press('Escape');
    await frame.locator('body').press('?');
    await frame.locator('dialog.help').waitFor();
    await keep('help');
    await frame.locator('dialog.help').press('Escape');
    await frame.locator('dialog.help').waitFor({ state: 'detached' });
  });

  it('shows the other cards', async () => {
    await seen('weights/dense1.weight');
    await until(async () => (await panel.frame.locator('.summary canvas').count()) > 0);
    await panel.frame.locator('.summary.histogram input[type=range]').first().focus();
    await keep('histograms');
    await panel.frame.getByRole('button', { name: 'Heat Map' }).click();
    await keep('heat-map');
    await seen('val/pr');
    await panel.frame.locator('.values').first().waitFor();
    await keep('pr');
    await seen('notes');
    await panel.frame.locator('.prose table').first().waitFor();
    const [ink, paper] = await panel.frame
      .locator('.prose code')
      .first()
      .evaluate((code) => {
        const { color, backgroundColor } = getComputedStyle(code);
        return [color, backgroundColor];
      });
    expect(ink).not.toBe(paper);
    await keep('texts');
  });

  it('moves nothing', async () => {
    const moving = await panel.frame.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    );
    expect(moving).toBe(0);
  });

  it('fits a narrow editor', async () => {
    await session.workbench.page.setViewportSize({ width: 420, height: 900 });
    await until(() => panel.frame.evaluate(() => innerWidth < 420));
    await seen('train/loss');
    await keep('narrow');
    const { scrollWidth, clientWidth } = await panel.frame
      .locator('.charts')
      .evaluate((charts) => ({
        scrollWidth: charts.scrollWidth,
        clientWidth: charts.clientWidth,
      }));
    expect(scrollWidth).toBe(clientWidth);
    await session.workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  describe('a program with a mistake', () => {
    const NAME = 'mistake.optim';

    beforeAll(async () => {
      writeFileSync(
        join(session.folder, NAME),
        'def train(w, g, momentum, lr):\n  momentum = interp(g, momentun, 0.9)\n  return lr * momentum, momentum\n',
      );
      await session.workbench.openFile(NAME);
      await session.workbench.squiggles('error').first().waitFor();
    });

    it.each([
      ['wide', 1280, 800],
      ['narrow', 420, 900],
    ])('shows repairs and the box for a new name, %s', async (size, width, height) => {
      const { workbench } = session;
      const { page } = workbench;
      await page.setViewportSize({ width, height });
      await until(() => page.evaluate((wanted) => innerWidth === wanted, width));
      const seenIn = async (what: Locator): Promise<boolean> => {
        const box = await what.boundingBox();
        return box !== null && box.x >= 0 && box.x + box.width <= width;
      };
      const menu = page.locator('.action-widget');
      await until(async () => {
        await workbench.placeCursor(NAME, 2, 'interp(g, mom');
        await page.keyboard.press('Control+.');
        return (await appears(menu.getByText('Change to momentum'), 3_000)) && seenIn(menu);
      });
      await keep(`quick-fix-${size}`);
      const name = page.locator('.rename-box:visible');
      await until(async () => {
        await workbench.placeCursor(NAME, 3, '  return lr * mom');
        await page.keyboard.press('F2');
        return (await appears(name.locator('input'), 3_000)) && seenIn(name);
      });
      await keep(`rename-${size}`);
      await page.keyboard.press('Escape');
      await name.waitFor({ state: 'hidden' });
    });
  });
});
