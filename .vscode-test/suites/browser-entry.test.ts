import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appears, until } from '../pages/workbench';
import { ServedFolder } from '../support/served-folder';
import { EditorSession } from '../support/session';

const NAME = 'mistakes.optim';
const TEXT =
  'def train(w, g, momentum, lr):\n  momentum = interp(g, momentun, 0.9)\n  return lr * momentum, momentum\n';

/** The extension as vscode.dev runs it: in a worker of the browser, from files that come over the network. */
describe('the extension in the browser alone', () => {
  let session: EditorSession;
  let files: ServedFolder;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: [], forBrowserAlone: true });
    writeFileSync(join(session.folder, NAME), TEXT);
    files = await ServedFolder.start(session.unpacked);
    const { workbench } = session;
    const input = workbench.quickInput.locator('input[placeholder*="Location of the web"]');
    await until(async () => {
      await workbench.runCommand('Install Extension from Location');
      return appears(input, 5_000);
    });
    // The editor's page talks to its own server only, which passes such addresses on.
    await workbench.fill(`${session.url}proxy/${String(files.port)}`);
    await workbench.page.locator('.activitybar a[aria-label^="Optiscope"]').waitFor();
  });
  afterAll(async () => {
    files?.stop();
    await session?.end();
  });
  beforeEach(() => session.reportFailures());

  it('underlines mistakes, and repairs them', async () => {
    const { workbench } = session;
    await workbench.openFile(NAME);
    await workbench.squiggles('error').first().waitFor();
    await workbench.screenshot('browser-entry');
    const fix = workbench.page.locator('.action-widget .monaco-list-row', {
      hasText: 'Change to momentum',
    });
    await until(async () => {
      if ((await workbench.textOf(NAME))[1]?.includes('momentun') === false) return true;
      await workbench.placeCursor(NAME, 2, 'interp(g, mom');
      await workbench.press('Control+.', fix.first());
      await workbench.page.keyboard.press('Enter');
      return false;
    });
    await expect.poll(() => workbench.squiggles('error').count()).toBe(0);
  });

  it('opens the gallery', async () => {
    const { workbench } = session;
    await workbench.openViews();
    await workbench.viewRows('Gallery').filter({ hasText: 'adamw' }).first().click();
    await workbench.page.locator('.view-line', { hasText: 'def train' }).first().waitFor();
    await workbench.screenshot('browser-entry-gallery');
  });

  it('says where training is possible', async () => {
    const { workbench } = session;
    await workbench.runCommand('Optiscope: Train Optimizer…');
    await workbench.notification('Training needs a machine').first().waitFor();
    await workbench.screenshot('browser-entry-no-training');
  });
});
