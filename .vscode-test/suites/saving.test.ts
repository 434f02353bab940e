import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../pages/workbench';
import { EditorSession } from '../support/session';

describe('exporting in the editor', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion'] });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('saves what the panel shows from the palette, where the dialog says', async () => {
    const { workbench } = session;
    await workbench.openFile('lion.optim');
    await workbench.runCommand('Optiscope: Train Optimizer…');
    await workbench.choose('Spirals');
    await workbench.accept();
    const run = await session.newestRun('completed');
    const panel = await workbench.panel();
    await until(async () => (await panel.series(run.id, 'train/loss')).steps.length > 10);
    await workbench.runCommand('Optiscope: Export Panel…');
    await workbench.choose('CSV Table');
    await workbench.quickInput.locator('input').first().waitFor();
    await workbench.screenshot('export-dialog');
    await workbench.page.keyboard.press('Enter');
    const file = join(session.folder, 'lion.csv');
    await until(() => Promise.resolve(existsSync(file)));
    const { values } = await panel.series(run.id, 'train/loss');
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .map((row) => row.split(','));
    const saved = rows.filter(([metric]) => metric === 'train/loss').map((row) => Number(row[4]));
    expect(saved).toEqual(values);
  });
});
