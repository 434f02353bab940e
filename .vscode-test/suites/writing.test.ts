import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appears, until } from '../pages/workbench';
import { EditorSession } from '../support/session';

describe('writing a program', () => {
  let session: EditorSession;

  beforeAll(async () => {
    session = await EditorSession.start({
      programs: ['adamw'],
      colorTheme: 'Default Light Modern',
      settings: { 'editor.minimap.enabled': false, 'editor.formatOnSave': true },
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
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'interp' }).first();
    // The lens moves the lines below it when it comes.
    await workbench.codeLens('Train').first().waitFor();
    await until(async () => {
      await workbench.page.mouse.move(0, 0);
      await word.hover();
      return await appears(hover, 3_000);
    });
    await workbench.screenshot('hover-light');
  });

  it('completes names that the language knows', async () => {
    const { workbench } = session;
    const { page } = workbench;
    await workbench.openFile('adamw.optim');
    await workbench.placeCursor('adamw.optim', 11, 'def train(w, g, m, v, lr):');
    await page.keyboard.press('Enter');
    await page.keyboard.type('g = clip_by_n');
    const suggestion = page.locator('.suggest-widget .monaco-list-row', {
      hasText: 'clip_by_norm',
    });
    // The editor may give up a list that comes late; a person then asks for it.
    if (!(await appears(suggestion, 10_000))) await workbench.press('Control+Space', suggestion);
    await workbench.screenshot('completion-light');
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'clip_by_norm' }).first().waitFor();
  });

  describe('from the first mistake to a tidy program', () => {
    const NAME = 'mistakes.optim';
    const reads = async (number: number, line: string): Promise<boolean> =>
      (await session.workbench.textOf(NAME))[number - 1] === line;

    it('underlines mistakes as they are typed', async () => {
      const { workbench } = session;
      writeFileSync(join(session.folder, NAME), '');
      await workbench.openFile(NAME);
      await workbench.typeInto(
        NAME,
        'def train(w, g, momentum, lr):\nmomentum = interp(g, momentun, 0.9)\nunused = sqrt(g)\nreturn lr * momentum, momentum',
      );
      await workbench.squiggles('error').first().waitFor();
      await workbench.screenshot('mistakes-light');
    });

    it('repairs one by its quick fix', async () => {
      const { workbench } = session;
      const fix = workbench.page.locator('.action-widget .monaco-list-row', {
        hasText: 'Change to momentum',
      });
      await until(async () => {
        if (await reads(2, '  momentum = interp(g, momentum, 0.9)')) return true;
        await workbench.placeCursor(NAME, 2, 'interp(g, mom');
        await workbench.press('Control+.', fix.first());
        await workbench.screenshot('quick-fix-light');
        // The one repair is chosen already; the list may still be moving under a click.
        await workbench.page.keyboard.press('Enter');
        return false;
      });
      await until(async () => (await workbench.squiggles('error').count()) === 0);
    });

    it('accepts a completion', async () => {
      const { workbench } = session;
      const { page } = workbench;
      await workbench.placeCursor(NAME, 3, 'unused = sqrt(g)');
      await page.keyboard.press('Enter');
      await page.keyboard.type('direction = sig');
      const suggestion = page.locator('.suggest-widget .monaco-list-row', { hasText: 'sign' });
      await until(async () => {
        if (await appears(suggestion, 3_000)) return true;
        await page.keyboard.press('Control+Space');
        return false;
      });
      await workbench.screenshot('completion-ranked-light');
      await suggestion.first().click();
      await until(() => reads(4, '  direction = sign(x)'));
      await page.keyboard.type('momentum');
      await until(() => reads(4, '  direction = sign(momentum)'));
      await page.keyboard.press('Escape');
    });

    it('renames a slot wherever it stands', async () => {
      const { workbench } = session;
      const { page } = workbench;
      await workbench.placeCursor(NAME, 2, 'interp(g, mom');
      const input = page.locator('.rename-box input');
      await workbench.press('F2', input);
      await input.fill('m');
      await workbench.screenshot('rename-light');
      await page.keyboard.press('Enter');
      await until(() => reads(5, '  return lr * m, m'));
      await expect
        .poll(async () => (await workbench.textOf(NAME)).slice(0, 4))
        .toEqual([
          'def train(w, g, m, lr):',
          '  m = interp(g, m, 0.9)',
          '  unused = sqrt(g)',
          '  direction = sign(m)',
        ]);
    });

    it('is laid out when it is saved', async () => {
      const { workbench } = session;
      const { page } = workbench;
      await workbench.placeCursor(NAME, 5, 'return lr * m');
      await page.keyboard.type('*2   ');
      await until(() => reads(5, '  return lr * m*2   , m'));
      await page.keyboard.press('Control+s');
      await until(() => reads(5, '  return lr * m * 2, m'));
    });

    it('says on hover of what extent and unit a value is', async () => {
      const { workbench } = session;
      const { page } = workbench;
      await workbench.placeCursor(NAME, 2, '  m');
      const hover = page.locator('.monaco-hover', { hasText: 'one number per element' });
      await until(async () => {
        await workbench.runCommand('Show or Focus Hover');
        return await appears(hover, 5_000);
      });
      await expect.poll(() => hover.first().innerText()).toContain('unit g');
      await workbench.screenshot('hover-unit-light');
      await page.keyboard.press('Escape');
    });
  });

  it('leads from a diagnostic to the page that explains it', async () => {
    const { workbench } = session;
    const { page } = workbench;
    const link = page.locator('.monaco-hover .code-link', { hasText: 'D1' });
    await workbench.openFile('mistakes.optim');
    await workbench.placeCursor('mistakes.optim', 3, '  unus');
    await until(async () => {
      await workbench.runCommand('Show or Focus Hover');
      return await appears(link, 5_000);
    });
    await link.first().click();
    await workbench.tab('D1.md').waitFor();
    await workbench.screenshot('lint-page-light');
  });

  it('highlights programs in Markdown', async () => {
    const { workbench } = session;
    const text = '# Lion\n\n```optim\ndef train(w, g, m, lr):\n  return lr * sign(m), m\n```\n';
    writeFileSync(join(session.folder, 'notes.md'), text);
    await workbench.openFile('notes.md');
    const keyword = workbench.editor('notes.md').locator('.view-line span', { hasText: /^def$/ });
    await keyword.first().waitFor();
    await workbench.screenshot('markdown-light');
  });
});
