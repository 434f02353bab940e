import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EditorSession } from '../support/session';

describe('writing a program', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['adamw'],
      colorTheme: 'Default Light Modern',
      settings: { 'editor.minimap.enabled': false },
    });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  it('makes a new program from the gallery', async () => {
    const { workbench } = session;
    await workbench.runCommand('Optiscope: New Optimizer…');
    const choices = await workbench.choices();
    expect(choices.join('\n')).toMatch(/blank/i);
    await workbench.choose('lion');
    await workbench.page.locator('.view-line', { hasText: 'def train' }).first().waitFor();
    await workbench.screenshot('new-optimizer');
  });

  it('says what a function means on hover', async () => {
    const { workbench } = session;
    await workbench.openFile('adamw.optim');
    const word = workbench.page.locator('.view-line span', { hasText: /^interp$/ }).first();
    await word.hover();
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'interp' }).first();
    await hover.waitFor();
    await workbench.screenshot('hover-light');
  });

  it('completes names that the language knows', async () => {
    const { workbench } = session;
    const { page } = workbench;
    await workbench.openFile('adamw.optim');
    await page.locator('.view-line', { hasText: 'def train' }).first().click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('g = clip_by_n');
    const suggestion = page.locator('.suggest-widget .monaco-list-row', {
      hasText: 'clip_by_norm',
    });
    await suggestion.first().waitFor();
    await workbench.screenshot('completion-light');
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'clip_by_norm' }).first().waitFor();
  });
});
