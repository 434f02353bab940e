import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EditorSession } from '../support/session';

describe('histograms of a run of our own', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['lion'],
      colorTheme: 'Default Light Modern',
    });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('are logged when asked for, and stand in cards beside the curves', async () => {
    const { workbench } = session;
    await workbench.openFile('lion.optim');
    await workbench.runCommand('Optiscope: Train Optimizer…', 'Two spirals');
    await workbench.choose('Two spirals');
    await workbench.choose('Steps');
    await workbench.fill('200');
    await workbench.choose('Histograms every');
    await workbench.fill('10');
    await workbench.screenshot('histograms-asked');
    await workbench.choose('Start');
    await session.newestRun('completed');
    const { frame } = await workbench.panel();
    await workbench.tab('Optiscope').click();
    await workbench.runCommand('View: Maximize Editor Group');
    for (const kind of ['weights', 'gradients', 'updates']) {
      const card = frame.locator(`.summary[data-tag^="${kind}/"]`).first();
      await card.scrollIntoViewIfNeeded();
      await card.locator('canvas').waitFor();
      await expect.poll(() => card.locator('.points').innerText()).toBe('21 of 21 steps');
      await expect
        .poll(() => card.locator('.card-words').innerText())
        .toMatch(/values from .* to .*, median/);
    }
    await workbench.screenshot('histograms-own-light');
    await workbench.page.setViewportSize({ width: 420, height: 900 });
    const card = frame.locator('.summary[data-tag^="updates/"]').first();
    await card.scrollIntoViewIfNeeded();
    await card.locator('canvas').waitFor();
    await workbench.screenshot('histograms-own-narrow');
  });
});
