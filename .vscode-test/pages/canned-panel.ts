import type { BrowserContext, Page } from 'playwright-core';
import { CannedRuntime, type CannedRun } from '../editor/canned-runtime';

/** The panel on a page of its own, over a runtime that tells what a test gave it. */
export interface CannedPanel {
  readonly page: Page;
  readonly runtime: CannedRuntime;
  /** What the page wrote as errors. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export async function openPanel(browser: BrowserContext, runs: CannedRun[]): Promise<CannedPanel> {
  const runtime = new CannedRuntime(runs);
  await runtime.start();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(runtime.url);
  return {
    page,
    runtime,
    complaints,
    async close() {
      await page.close();
      await runtime.stop();
    },
  };
}
