import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appears, until } from '../pages/workbench';
import { EditorSession } from '../support/session';

describe.each([
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
] as const)('Simplify Program, %s', (name, colorTheme) => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['discovered', 'lion'],
      colorTheme,
      settings: { 'editor.minimap.enabled': false },
    });
  });
  afterAll(() => session?.end());
  beforeEach(() => session.reportFailures());

  /** The frame with the page about how the program came to its simplest form. */
  const derivation = async (): Promise<Frame> => {
    let found: Frame | undefined;
    await until(async () => {
      for (const frame of session.workbench.page.frames()) {
        const text = await frame
          .locator('body')
          .innerText({ timeout: 1_000 })
          .catch(() => '');
        if (text.includes('How discovered becomes simpler')) found = frame;
      }
      return found !== undefined;
    });
    return found!;
  };

  it('shows a program against its simplest form, with the derivation beside them', async () => {
    const { workbench } = session;
    await workbench.openFile('discovered.optim');
    const diff = workbench.page.locator('.monaco-diff-editor');
    await until(async () => {
      await workbench.runCommand('Optiscope: Simplify Program');
      return await appears(diff, 5_000);
    });
    const page = await derivation();
    const text = await page.locator('body').innerText();
    expect(text).toContain('1 slot in place of 2');
    expect(text).toContain('update = sign(m)');
    expect(text).toContain('This holds always, since division by 0 gives 0.');
    await diff
      .locator('.editor.modified .view-line', { hasText: 'update = sign(m)' })
      .first()
      .waitFor();
    await workbench.page.mouse.move(0, 0);
    await workbench.screenshot(`simplify-${name}`);
  });

  it('can be read in a narrow window', async () => {
    const { workbench } = session;
    await workbench.page.setViewportSize({ width: 420, height: 900 });
    await workbench.runCommand('View: Close Primary Side Bar');
    await workbench.tab('discovered derivation').first().waitFor();
    await workbench.screenshot(`simplify-${name}-narrow`);
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  it('puts the simplest form in the place of the program', async () => {
    const { workbench } = session;
    const { page } = workbench;
    const use = page.locator('.editor-actions a[aria-label^="Use Simplest Form"]');
    await until(async () => {
      // What the form was written into is in front then.
      if ((await workbench.textOf('discovered.optim')).includes('  update = sign(m)')) return true;
      const clicked = await workbench
        .tab('Simplest Form')
        .first()
        .click({ timeout: 3_000 })
        .then(() => use.first().click({ timeout: 3_000 }))
        .then(() => true)
        .catch(() => false);
      return clicked && (await appears(page.locator('.tab.dirty'), 3_000));
    });
    await until(async () =>
      (await workbench.textOf('discovered.optim')).includes('  update = sign(m)'),
    );
  });

  it('says so in a sentence where there is nothing to simplify', async () => {
    const { workbench } = session;
    await workbench.openFile('lion.optim');
    const told = workbench.notification('lion is already as simple as it gets.');
    await until(async () => {
      await workbench.runCommand('Optiscope: Simplify Program');
      return await appears(told, 5_000);
    });
    await workbench.screenshot(`simplify-nothing-${name}`);
  });
});
