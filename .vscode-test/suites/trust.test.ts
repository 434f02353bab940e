import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EditorSession } from '../support/session';

describe('a workspace that is not trusted', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({ programs: ['lion'], workspaceTrust: true });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('shows programs and says in the Runs view that training needs trust', async () => {
    const { workbench } = session;
    await workbench.openViews();
    await workbench.view('Runs').getByText('Trust to Train').waitFor();
    await workbench.openFile('lion.optim');
    await workbench.codeLens('Train').first().waitFor();
    await workbench.screenshot('untrusted');
  });

  it('refuses to train and offers to manage trust', async () => {
    const { workbench } = session;
    await workbench.runCommand('Optiscope: Train Optimizer…');
    await workbench.page.getByText(/trust/i).first().waitFor();
    expect(session.runs()).toEqual([]);
    await workbench.screenshot('untrusted-refusal');
  });
});
