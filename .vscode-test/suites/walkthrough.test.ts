import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EditorSession } from '../support/session';

describe('the walkthrough', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion'] });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('is there, in at most five steps', async () => {
    const { workbench } = session;
    await workbench.openFile('lion.optim');
    await workbench.runCommand('Welcome: Open Walkthrough...', 'Get Started with Optiscope');
    await workbench.choose('Get Started with Optiscope');
    const steps = workbench.page.locator('.getting-started-step');
    await steps.filter({ hasText: 'Open an optimizer' }).first().waitFor();
    await expect.poll(() => steps.count()).toBeLessThanOrEqual(5);
    await workbench.screenshot('walkthrough');
  });
});
