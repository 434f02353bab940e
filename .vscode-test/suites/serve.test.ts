import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser } from '../editor/chromium';
import { endTree } from '../editor/processes';
import { PanelPage } from '../pages/panel';
import { until } from '../pages/workbench';
import { recordedSeries } from '../support/event-files';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

describe("the runtime's own page", () => {
  let home: string;
  let serve: ChildProcess;
  let url: string;
  let browser: BrowserContext;

  const run = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [cli, ...args], {
      cwd: home,
      env: { ...process.env, OPTISCOPE_STATE_DIR: join(home, 'state') },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'optiscope-serve-'));
    serve = run('serve');
    let output = '';
    serve.stdout!.on('data', (text) => (output += String(text)));
    await until(() => Promise.resolve(output.includes('\n')));
    url = output.trim();
    browser = await openBrowser(inject('chromium'));
  });
  afterAll(async () => {
    await browser.close();
    await endTree(serve);
    rmSync(home, { recursive: true, force: true });
  });

  it('shows a run that a terminal started, and every point of it', async () => {
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(url);
    const train = run('train', 'lion', '--task', 'spirals', '--steps', '200', '--json');
    let lines = '';
    train.stdout!.on('data', (text) => (lines += String(text)));
    const ended = new Promise((resolve) => train.once('close', resolve));
    const panel = new PanelPage(page.mainFrame());
    await until(async () => (await panel.runs()).length === 1);
    expect(await ended).toBe(0);
    const [id] = await panel.runs();
    const recorded = await recordedSeries(home, id!);
    expect(recorded.size).toBeGreaterThan(4);
    for (const [tag, points] of recorded) {
      await until(async () => (await panel.series(id!, tag)).steps.length >= points.steps.length);
      await expect.poll(() => panel.series(id!, tag)).toEqual(points);
    }
    expect(lines).toContain('"event":"end"');
    await page.screenshot({ path: join(import.meta.dirname, '..', 'output', 'page.png') });
  });

  it('is refused without the token, and with a wrong one', async () => {
    const { origin } = new URL(url);
    expect((await fetch(origin)).status).toBe(403);
    expect((await fetch(`${origin}/?token=${'0'.repeat(64)}`)).status).toBe(403);
  });
});
