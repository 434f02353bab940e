import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appears, until } from '../pages/workbench';
import { EditorSession } from '../support/session';

/** The tick of a step that has been done. */
const DONE = '.codicon-getting-started-step-checked';

describe('the walkthrough', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: [] });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  const step = (title: string) =>
    session.workbench.page.locator('.getting-started-step').filter({ hasText: title });

  async function openWalkthrough(): Promise<void> {
    const { workbench } = session;
    await workbench.runCommand('Welcome: Open Walkthrough...', 'Get Started with Optiscope');
    await workbench.choose('Get Started with Optiscope');
    await step('Open an optimizer').waitFor();
  }

  it('is there, in at most five steps, of which none is done yet', async () => {
    const { workbench } = session;
    await openWalkthrough();
    const steps = workbench.page.locator('.getting-started-step');
    await expect.poll(() => steps.count()).toBeLessThanOrEqual(5);
    await expect.poll(() => steps.locator(DONE).count()).toBe(0);
    await workbench.screenshot('walkthrough');
  });

  it('has its first step done by doing it: an optimizer of the gallery is opened', async () => {
    const { workbench } = session;
    const row = workbench.viewRows('Gallery').filter({ hasText: 'adamw' });
    await until(async () => {
      await step('Open an optimizer').getByRole('button', { name: 'Open the Gallery' }).click();
      return appears(row, 5_000);
    });
    await expect.poll(() => step('Open an optimizer').locator(DONE).count()).toBe(0);
    await row.first().click();
    await workbench.tab('adamw.optim').waitFor();
    // The page of the walkthrough may have made room for the program.
    await openWalkthrough();
    await step('Open an optimizer').locator(DONE).waitFor();
    await expect.poll(() => step('Train with it').locator(DONE).count()).toBe(0);
    await workbench.screenshot('walkthrough-first-done');
  });
});
