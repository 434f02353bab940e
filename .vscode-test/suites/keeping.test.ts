import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRunFolder, writeRunFile } from '../../runtime/store/run-file';
import { STORE_FOLDER } from '../../runtime/store/layout';
import { cannedRun } from '../editor/canned-runtime';
import { appears, until } from '../pages/workbench';
import { EditorSession } from '../support/session';

const DAY = 24 * 3600 * 1000;

describe('what runs take on disk', () => {
  let session: EditorSession;
  let store: string;

  /** Leaves a run of so many days ago, of half a megabyte. */
  function leave(id: string, days: number): void {
    const at = Date.now() - days * DAY;
    const run = cannedRun(id, id, [], {
      ...{ store, status: 'completed', createdAt: at, startedAt: at, endedAt: at + 60_000 },
      supervisor: null,
    }).run;
    const folder = createRunFolder(store, id);
    writeFileSync(join(folder, 'weights.safetensors'), Buffer.alloc(500_000));
    writeRunFile(run);
  }
  const kept = (): string[] => readdirSync(store).sort();

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['lion'],
      settings: { 'optiscope.keepRuns': 2, 'optiscope.keepDays': 10 },
    });
    store = join(session.folder, STORE_FOLDER);
    for (const [id, days] of Object.entries({ oldest: 90, older: 60, old: 30, recent: 5, new: 1 }))
      leave(id, days);
    const annotations = { name: null, note: '', tags: [], pinned: true };
    writeFileSync(join(store, 'oldest', 'annotations.json'), JSON.stringify(annotations));
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('is limited as the settings ask, told in a sentence, and can be undone', async () => {
    const { workbench } = session;
    await workbench.openViews();
    const told = workbench.notification(/Moved 2 old runs \(1 MB\) to the trash/);
    await told.waitFor();
    expect(kept()).toEqual(['new', 'oldest', 'recent']);
    expect(existsSync(join(session.folder, '.optiscope', 'trash', 'older'))).toBe(true);
    await workbench.viewRows('Runs').filter({ hasText: 'Pinned' }).waitFor();
    await workbench.screenshot('retention');
    await told.getByRole('button', { name: 'Undo' }).click();
    await until(() => Promise.resolve(kept().length === 5));
    await workbench.viewRows('Runs').filter({ hasText: 'older on text' }).waitFor();
  });

  it('stands beside the title of the view and in the tooltip of a run', async () => {
    const { workbench } = session;
    await workbench.view('Runs').locator('.pane-header').getByText('2.5 MB').waitFor();
    const row = workbench.viewRows('Runs').filter({ hasText: 'recent on text' });
    const tooltip = workbench.page.locator('.monaco-hover').getByText(/50\d kB/);
    await until(async () => {
      await workbench.page.mouse.move(900, 300);
      await row.hover();
      return tooltip
        .waitFor({ timeout: 3_000 })
        .then(() => true)
        .catch(() => false);
    });
    await workbench.screenshot('disk-use');
  });

  it('keeps what was had back, and a run that is pinned from its row', async () => {
    const { workbench } = session;
    const row = workbench.viewRows('Runs').filter({ hasText: 'recent on text' });
    const isPinned = (): boolean => existsSync(join(store, 'recent', 'annotations.json'));
    await until(async () => {
      const pin = row.getByRole('button', { name: 'Pin Run', exact: true });
      if (isPinned()) return true;
      await row.hover();
      await pin.click({ timeout: 3_000 }).catch(() => undefined);
      return until(() => Promise.resolve(isPinned()), 5_000).then(
        () => true,
        () => false,
      );
    });
    // Its line goes to the top, away from under the pointer.
    await workbench.viewRows('Runs').filter({ hasText: 'Pinned' }).waitFor();
    await until(async () => {
      await row.hover();
      return appears(row.getByRole('button', { name: 'Unpin Run' }), 3_000);
    });
    await workbench.reload();
    await workbench.openViews();
    await workbench.viewRows('Runs').filter({ hasText: 'older on text' }).waitFor();
    await workbench.view('Runs').locator('.pane-header').getByText('2.5 MB').waitFor();
    expect(kept().length).toBe(5);
  });
});
