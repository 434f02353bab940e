import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openBrowser } from '../editor/chromium';
import { endTree } from '../editor/processes';
import { until, Workbench } from '../pages/workbench';
import { MARK, markedProcesses } from '../support/processes';

const root = join(import.meta.dirname, '..', '..');

/** `npm start` as a person runs it, with a state folder of its own. */
class Start {
  readonly mark = randomUUID();
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(state: string, ...args: string[]) {
    this.process = spawn('npm', ['start', '--silent', '--', ...args], {
      cwd: root,
      // Its own group: a terminal's Ctrl-C reaches every process of it.
      detached: true,
      env: {
        ...process.env,
        PATH: pathWithoutCode(),
        OPTISCOPE_STATE_DIR: state,
        [MARK]: this.mark,
      },
    });
    this.process.stdout!.on('data', (text) => (this.output += String(text)));
    this.process.stderr!.on('data', (text) => (this.output += String(text)));
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
  }

  pressControlC(): void {
    process.kill(-this.process.pid!, 'SIGINT');
  }

  async says(pattern: RegExp): Promise<string> {
    await until(() => {
      if (this.process.exitCode !== null) throw new Error(`npm start ended:\n${this.output}`);
      return Promise.resolve(pattern.test(this.output));
    }, 240_000);
    return pattern.exec(this.output)![1]!;
  }

  /** Waits until it has ended, and with it all that it started. */
  async leavesNothing(): Promise<void> {
    await this.ended;
    await until(() => Promise.resolve(markedProcesses(this.mark).length === 0), 15_000).catch(
      () => undefined,
    );
    expect(markedProcesses(this.mark)).toEqual([]);
  }
}

/** This machine's programs, but for a desktop VS Code that would be opened instead of the browser's. */
const pathWithoutCode = (): string =>
  [dirname(process.execPath), ...(process.env['PATH'] ?? '').split(delimiter)]
    .filter((folder) => !/vs ?code|vscode/i.test(folder))
    .join(delimiter);

describe('npm start', () => {
  let state: string;
  let start: Start | undefined;
  let browser: BrowserContext | undefined;

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'optiscope-state-'));
  });
  afterEach(async () => {
    await browser?.close();
    if (start !== undefined) await endTree(start.process);
    rmSync(state, { recursive: true, force: true });
  });

  it('opens an editor in which both curves move, and ends all with Ctrl-C', async () => {
    start = new Start(state);
    const url = await start.says(/The editor: (\S+)/);
    const password = await start.says(/Password: (\S+)/);
    browser = await openBrowser(inject('chromium'));
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(url);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    const workbench = await Workbench.attach(page);
    await workbench.tab('lion.optim').waitFor();
    const panel = await workbench.panel();
    await until(async () => (await panel.runs()).length === 2);
    for (const run of await panel.runs()) {
      const length = async (): Promise<number> =>
        (await panel.series(run, 'train/loss')).steps.length;
      await until(async () => (await length()) > 0);
      const before = await length();
      await until(async () => (await length()) > before);
    }
    await workbench.screenshot('start');
    start.pressControlC();
    await start.leavesNothing();
  }, 420_000);

  it('ends all with Ctrl-C while it is still setting up', async () => {
    start = new Start(state);
    await until(() => Promise.resolve(/step|1\/3,000/.test(start!.output)), 240_000);
    start.pressControlC();
    await start.leavesNothing();
  });

  it('trains in the terminal alone when headless', async () => {
    start = new Start(state, '--headless');
    expect(await start.ended).toBe(0);
    expect(start.output).toMatch(/lion\s+completed/);
    expect(start.output).toMatch(/adamw\s+completed/);
    await start.leavesNothing();
  });

  it('refuses an option that it does not know', async () => {
    start = new Start(state, '--headles');
    expect(await start.ended).toBe(2);
    expect(start.output).toContain('Usage: npm start');
  });
});
