import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { PanelPage } from './panel';

/** What the editor takes at most for one thing on a busy machine with two cores. */
export const PATIENCE_MS = 60_000;

/** After this a gesture that shows nothing is made again. */
const SOON_MS = 10_000;

/** What a part of a gesture takes at most at its first try. */
const BRIEFLY_MS = 3_000;

const OUTPUT = join(import.meta.dirname, '..', 'output');

/** What a gesture brings: words in a quick pick that asks, or anything that holds then. */
type Outcome = string | (() => boolean | Promise<boolean>);

/** The editor's window as a person uses it. */
export class Workbench {
  private constructor(readonly page: Page) {}

  /** Opens the editor and waits until its window stands. */
  static async open(page: Page, url: string): Promise<Workbench> {
    await page.goto(url);
    return Workbench.attach(page);
  }

  /** Waits until a page that is loading the editor shows its window. */
  static async attach(page: Page): Promise<Workbench> {
    page.setDefaultTimeout(PATIENCE_MS);
    const workbench = new Workbench(page);
    await workbench.settled();
    return workbench;
  }

  async settled(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor();
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }

  /** Reloads the window, once the editor has put down which tabs are open: it does so now and then, not on leaving. */
  async reload(): Promise<void> {
    await until(async () => (await this.page.evaluate(keptTabs)) === (await this.#openTabs()));
    await this.page.reload();
    await this.settled();
  }

  /**
   * Runs a command from the palette by its title.
   *
   * @param brings what comes of it, where that can be told: it is run again until that is so
   */
  async runCommand(title: string, brings?: Outcome): Promise<void> {
    const input = this.quickInput.locator('input');
    const row = this.quickInput.locator('.monaco-list-row', { hasText: title }).first();
    // Soon after the window has opened, neither keys nor an extension's commands are known to it yet.
    await repeated(async (patience) => {
      if (await this.#isBrought(brings)) return true;
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+Shift+P');
      if (!(await filled(input, `>${title}`, patience))) return false;
      if (!(await appears(row, patience)) || !(await clicked(row, patience))) return false;
      return this.#brings(brings);
    });
  }

  /** Whether what a gesture is to bring has come before it is made; a question never has. */
  async #isBrought(brings: Outcome | undefined): Promise<boolean> {
    return typeof brings === 'function' && brings();
  }

  /** Whether what a gesture is to bring comes soon. */
  #brings(brings: Outcome | undefined): Promise<boolean> {
    if (brings === undefined) return Promise.resolve(true);
    if (typeof brings === 'string') return appears(this.#choice(brings), SOON_MS);
    return until(async () => brings(), SOON_MS).then(
      () => true,
      () => false,
    );
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** The rows of the open quick pick. */
  async choices(): Promise<string[]> {
    const rows = this.quickInput.locator('.monaco-list-row');
    await rows.first().waitFor();
    return rows.locator('.label-name').allInnerTexts();
  }

  /** Picks the row of an open quick pick that holds a text. */
  async choose(text: string): Promise<void> {
    await this.#choice(text).click();
  }

  #choice(text: string): Locator {
    return this.quickInput.locator('.monaco-list-row', { hasText: text }).first();
  }

  /** Answers an open input box. */
  async fill(text: string): Promise<void> {
    const input = this.quickInput.locator('input').first();
    // The pick that was there before may still be on its way out.
    await this.quickInput.locator('.monaco-list-row').first().waitFor({ state: 'hidden' });
    await until(async () => {
      await input.fill(text);
      return (await input.inputValue()) === text;
    });
    await this.page.keyboard.press('Enter');
  }

  /** Takes what an open quick pick or input box proposes. */
  async accept(): Promise<void> {
    await this.quickInput.locator('input').first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file of the workspace by its name, and that of its folder where several have one. */
  async openFile(name: string, folder?: string): Promise<void> {
    const path = folder === undefined ? name : `${folder}/${name}`;
    const input = this.quickInput.locator('input');
    const row = this.quickInput
      .locator('.monaco-list-row', { hasText: name })
      .filter({ hasText: folder ?? name })
      .first();
    // The search that one opening starts does not see a file that was written a moment before.
    await repeated(async (patience) => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+P');
      if (!(await filled(input, path, patience)) || !(await appears(row, patience))) return false;
      return clicked(row, patience);
    });
    await this.tab(name).first().waitFor();
    // The editor takes the focus when it has loaded, and closes whatever was opened in between.
    await this.page.locator(`.monaco-editor.focused[data-uri$="${path}"]`).first().waitFor();
  }

  #openTabs(): Promise<number> {
    return this.page.locator('.editor-group-container .tab').count();
  }

  tab(name: string): Locator {
    return this.page.locator('.tab', { hasText: name });
  }

  /** The text editor that shows a file. */
  editor(name: string): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="${name}"]`);
  }

  /** The text that an editor shows, line by line. */
  async textOf(name: string): Promise<string[]> {
    const lines = this.editor(name).first().locator('.view-lines .view-line');
    const placed = await lines.evaluateAll((elements) =>
      elements.map((element) => [element.style.top, element.textContent ?? ''] as const),
    );
    return placed
      .sort(([a], [b]) => Number.parseFloat(a) - Number.parseFloat(b))
      .map(([, text]) => text.replaceAll('\u00a0', ' '));
  }

  /** What decorations put at the ends of the lines that an editor shows; empty where there is none. */
  async lineEnds(name: string): Promise<string[]> {
    const lines = this.editor(name).first().locator('.view-lines .view-line');
    const placed = await lines.evaluateAll((elements) =>
      elements.map((element) => {
        const contents = Array.from(element.querySelectorAll('span'))
          .map((span) => getComputedStyle(span, '::after').content)
          .filter((content) => content.startsWith('"'));
        return [
          element.style.top,
          contents.map((content) => content.slice(1, -1)).join(''),
        ] as const;
      }),
    );
    return placed
      .sort(([a], [b]) => Number.parseFloat(a) - Number.parseFloat(b))
      .map(([, text]) => text);
  }

  /** Points at what decorations put at the end of a line until it says something. */
  async hoverEnd(line: Locator, says: Locator): Promise<void> {
    await until(async () => {
      const box = await line.locator('span > span').last().boundingBox();
      if (box === null) return false;
      await this.page.mouse.move(10, 10);
      // At its beginning: its end may lie outside of what the editor shows.
      await this.page.mouse.move(box.x + Math.min(60, box.width / 2), box.y + box.height / 2);
      return appears(says, 3_000);
    });
  }

  /** Puts text into an empty editor as one stroke; the editor indents its lines as it does while typing. */
  async typeInto(name: string, text: string): Promise<void> {
    const first = text.split('\n')[0]!;
    await until(async () => {
      await this.editor(name).first().locator('.view-lines').click();
      await this.page.keyboard.press('Control+a');
      await this.page.keyboard.insertText(text);
      return (await this.textOf(name))[0] === first;
    });
  }

  /** Puts the cursor behind a piece of a line. */
  async placeCursor(name: string, line: number, behind: string): Promise<void> {
    const input = this.quickInput.locator('input');
    await until(async () => {
      const text = (await this.textOf(name))[line - 1] ?? '';
      if (!text.includes(behind)) return false;
      const column = text.indexOf(behind) + behind.length + 1;
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+g');
      if (!(await filled(input, `:${line}:${column}`, BRIEFLY_MS))) return false;
      await this.page.keyboard.press('Enter');
      return await appears(this.statusBarItem(`Ln ${line}, Col ${column}`), 3_000);
    });
    await this.page.keyboard.press('Escape');
  }

  /** Presses a key until what it brings up is there. */
  async press(key: string, brings: Locator): Promise<void> {
    await until(async () => {
      await this.page.keyboard.press(key);
      return await appears(brings, 3_000);
    });
  }

  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  squiggles(severity: 'error' | 'warning'): Locator {
    return this.page.locator(`.squiggly-${severity}`);
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** Opens Optiscope's views and gives the rows of one of them. */
  async openViews(): Promise<void> {
    const title = this.page.locator('.part.sidebar .title', { hasText: 'Optiscope' });
    const icon = this.page.locator('.activitybar .action-item a[aria-label^="Optiscope"]');
    // A window that opens again shows what it had a little later: the icon would close that.
    await repeated(async (patience) => {
      if (await appears(title, patience / 3)) return true;
      return (await clicked(icon, patience)) && appears(title, patience);
    });
    await this.viewRows('Runs').or(this.view('Runs')).first().waitFor();
  }

  view(title: string): Locator {
    return this.page.locator('.pane', {
      has: this.page.locator(`.pane-header[aria-label^="${title}"]`),
    });
  }

  viewRows(title: string): Locator {
    return this.view(title).locator('.monaco-list-row');
  }

  /** Clicks a line of the Runs view until the panel shows its run. */
  async open(line: Locator, run: string): Promise<void> {
    // A click on a line that is drawn anew in the middle of it is lost.
    await repeated(async (patience) => {
      if (!(await clicked(line.first(), patience))) return false;
      return this.panel(SOON_MS)
        .then((panel) => until(async () => (await panel.runs()).includes(run), SOON_MS))
        .then(
          () => true,
          () => false,
        );
    });
  }

  /**
   * Picks an entry of the menu that a line of a view has.
   *
   * @param brings what comes of it: the gesture is made again until that is so
   */
  async contextMenu(line: Locator, entry: string, brings: Outcome): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: entry, exact: true });
    // A click on a line that is drawn anew in the middle of it is lost, and so may be what its menu was for.
    await repeated(async (patience) => {
      if (await this.#isBrought(brings)) return true;
      await this.page.keyboard.press('Escape');
      if (!(await clicked(line, patience, 'right'))) return false;
      if (!(await appears(item, patience)) || !(await clicked(item, patience))) return false;
      return this.#brings(brings);
    });
  }

  /** The metrics panel, once its page has loaded. */
  async panel(patience = PATIENCE_MS): Promise<PanelPage> {
    return new PanelPage(await this.#panelFrame(patience));
  }

  /** The webview's inner frame that holds the panel; the outer one belongs to the editor. */
  async #panelFrame(patience: number): Promise<Frame> {
    let found: Frame | undefined;
    await until(async () => {
      for (const frame of this.page.frames()) {
        if (!frame.url().includes('fake.html')) continue;
        if (
          (await frame
            .locator('#panel')
            .count()
            .catch(() => 0)) > 0
        )
          found = frame;
      }
      return found !== undefined;
    }, patience);
    return found!;
  }

  /** Keeps a picture of the window, for a person to look at. */
  async screenshot(name: string): Promise<Buffer> {
    mkdirSync(OUTPUT, { recursive: true });
    return this.page.screenshot({ path: join(OUTPUT, `${name}.png`) });
  }
}

/** Whether something comes to be seen within a time. */
export const appears = (locator: Locator, timeout: number): Promise<boolean> =>
  locator
    .first()
    .waitFor({ timeout })
    .then(() => true)
    .catch(() => false);

/** One try at a click, for gestures that are made again as a whole. */
const clicked = (
  locator: Locator,
  patience: number,
  button: 'left' | 'right' = 'left',
): Promise<boolean> =>
  locator
    .first()
    .click({ button, timeout: patience })
    .then(() => true)
    .catch(() => false);

/** One try at filling in an input, for gestures that are made again as a whole. */
const filled = (input: Locator, text: string, patience: number): Promise<boolean> =>
  input
    .first()
    .fill(text, { timeout: patience })
    .then(() => true)
    .catch(() => false);

/** How many tabs the editor would open again; runs in its page, whose database holds the state of the window. */
async function keptTabs(): Promise<number> {
  const databases = await indexedDB.databases();
  const name = databases.find((each) =>
    /^vscode-web-state-db-(?!global)/.test(each.name ?? ''),
  )?.name;
  if (name === undefined) return 0;
  const outcome = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no answer'));
    });
  const database = await outcome(indexedDB.open(name));
  const items = database.transaction('ItemTable').objectStore('ItemTable');
  const state: unknown = await outcome(items.get('memento/workbench.parts.editor'));
  database.close();
  return String(state).split('"id":"workbench.').length - 1;
}

/** Makes a gesture again until it succeeds, each time with more patience for its parts: the machine may be slow. */
function repeated(gesture: (patience: number) => Promise<boolean>): Promise<void> {
  let patience = BRIEFLY_MS / 2;
  return until(() => gesture((patience *= 2)), 2 * PATIENCE_MS);
}

/** Waits until something holds, asking again a few times a second. Throws when patience ends. */
export async function until(holds: () => Promise<boolean>, patience = PATIENCE_MS): Promise<void> {
  const limit = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`waited ${String(patience / 1000)} s in vain`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
