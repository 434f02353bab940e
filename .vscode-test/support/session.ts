import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { inject, onTestFailed } from 'vitest';
import { openBrowser } from '../editor/chromium';
import { startEditor, type EditorServer } from '../editor/server';
import { until, Workbench } from '../pages/workbench';

const UNPACKED = 'unpacked';
const GALLERY = join(import.meta.dirname, '..', '..', 'gallery');

export interface SessionOptions {
  /** Programs of the gallery to put into the workspace, or into each of its folders. */
  readonly programs: readonly string[];
  /** Names of the folders of a workspace of several; left out: the workspace is one folder. */
  readonly folders?: readonly string[];
  readonly workspaceTrust?: boolean;
  readonly colorTheme?:
    | 'Default Dark Modern'
    | 'Default Light Modern'
    | 'Default High Contrast'
    | 'Default High Contrast Light';
  readonly width?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Leaves the extension out of the server and unpacks it beside, for `unpacked` to be served to the browser. */
  readonly forBrowserAlone?: boolean;
}

/** A run's record on disk, as far as the tests read it. */
export interface RecordedRun {
  readonly id: string;
  readonly status: string;
  readonly step: number;
  readonly reason: string | null;
  readonly warnings: readonly string[];
  readonly metrics: Readonly<Record<string, number | string>>;
  readonly spec: {
    readonly program: {
      readonly name: string;
      readonly path: string | null;
      readonly text: string;
      readonly written?: string;
    };
    readonly task: string;
    readonly lr: number | null;
    readonly hyper: Readonly<Record<string, number>>;
    readonly sweep?: string | null;
    readonly forkOf?: { readonly run: string; readonly step: number } | null;
  };
}

/** A workspace of its own, open in an editor of its own, with a runtime of its own. */
export class EditorSession {
  readonly #others: Workbench[] = [];
  readonly #browsers: BrowserContext[] = [];

  private constructor(
    readonly folder: string,
    readonly state: string,
    readonly workbench: Workbench,
    readonly context: BrowserContext,
    private readonly server: EditorServer,
    private readonly home: string,
  ) {}

  /** Where the editor answers. */
  get url(): string {
    return this.server.url;
  }

  /** The folder with the files of the extension, where it is for the browser alone. */
  get unpacked(): string {
    const place = join(this.home, UNPACKED);
    return join(
      place,
      readdirSync(place).find((name) => name.startsWith('optiscope.'))!,
    );
  }

  static async start(options: SessionOptions): Promise<EditorSession> {
    const home = mkdtempSync(join(tmpdir(), 'optiscope-editor-'));
    const folder = join(home, 'workspace');
    const state = join(home, 'state');
    const folders = options.folders?.map((name) => join(folder, name)) ?? [folder];
    for (const each of folders) {
      mkdirSync(each, { recursive: true });
      for (const name of options.programs)
        cpSync(join(GALLERY, `${name}.optim`), join(each, `${name}.optim`));
    }
    const server = await startEditor({
      install: { entry: inject('editorEntry'), folder: inject('editorFolder') },
      profile: join(home, 'profile'),
      vsix: inject('vsix'),
      ...(options.forBrowserAlone === true && { unpackTo: join(home, UNPACKED) }),
      folder: options.folders === undefined ? folder : workspaceFile(folder, options.folders),
      password: null,
      workspaceTrust: options.workspaceTrust ?? false,
      settings: {
        'workbench.colorTheme': options.colorTheme ?? 'Default Dark Modern',
        // Slow enough that the tests meet runs while they are going, on any machine.
        'optiscope.backend': 'tfjs-wasm',
        ...options.settings,
      },
      environment: { OPTISCOPE_STATE_DIR: state, ...options.environment },
    });
    const context = await openBrowser(inject('chromium'), { width: options.width ?? 1280 });
    const page = context.pages()[0] ?? (await context.newPage());
    const workbench = await Workbench.open(page, server.url);
    return new EditorSession(folder, state, workbench, context, server, home);
  }

  /** Opens the same workspace in one more window, of another browser: pages of one share what serves their webviews. */
  async openWindow(): Promise<Workbench> {
    const browser = await openBrowser(inject('chromium'));
    this.#browsers.push(browser);
    const page = browser.pages()[0] ?? (await browser.newPage());
    const window = await Workbench.open(page, this.server.url);
    this.#others.push(window);
    return window;
  }

  /** Keeps screenshots and the server's output when the current test fails. */
  reportFailures(): void {
    onTestFailed(async ({ task }) => {
      const name = `failed ${task.name}`.replace(/[^\w-]+/g, '-');
      for (const [i, window] of [this.workbench, ...this.#others].entries())
        if (!window.page.isClosed()) await window.screenshot(i === 0 ? name : `${name}-${i + 1}`);
      process.stderr.write(this.server.output().split('\n').slice(-20).join('\n'));
    });
  }

  /** All runs of the workspace as recorded on disk, or of one of its folders, oldest first. */
  runs(folder = '.'): RecordedRun[] {
    const store = join(this.folder, folder, '.optiscope', 'runs');
    if (!existsSync(store)) return [];
    return readdirSync(store)
      .sort()
      .map((id) => join(store, id, 'run.json'))
      .filter(existsSync)
      .map((file) => JSON.parse(readFileSync(file, 'utf8')) as RecordedRun);
  }

  /** Waits until the newest run has reached a state. */
  async newestRun(status: string, folder = '.'): Promise<RecordedRun> {
    await until(() => Promise.resolve(this.runs(folder).at(-1)?.status === status));
    return this.runs(folder).at(-1)!;
  }

  async end(): Promise<void> {
    for (const browser of [this.context, ...this.#browsers]) await browser.close();
    await this.server.stop();
    await endRuntimes(this.state);
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The themes in which pictures are kept, and what the window is then marked by; the one that it has at first is last. */
const THEMES = [
  ['light', 'Default Light Modern', 'vs'],
  ['contrast', 'Default High Contrast', 'hc-black'],
  ['dark', 'Default Dark Modern', 'vs-dark'],
] as const;

/**
 * Keeps a picture of the window in each theme.
 *
 * @param prepare done again in each of them before the picture is taken
 */
export async function inEachTheme(
  session: EditorSession,
  name: string,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const folder = join(session.folder, '.vscode');
  mkdirSync(folder, { recursive: true });
  for (const [theme, title, mark] of THEMES) {
    const settings = JSON.stringify({ 'workbench.colorTheme': title });
    writeFileSync(join(folder, 'settings.json'), settings);
    await session.workbench.page.locator(`.monaco-workbench.${mark}`).waitFor();
    await prepare();
    await session.workbench.screenshot(`${name}-${theme}`);
  }
}

/** Writes the file that makes these folders one workspace. */
function workspaceFile(place: string, folders: readonly string[]): string {
  const file = join(place, 'several.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: folders.map((path) => ({ path })) }));
  return file;
}

/** Asks each runtime that a state folder names to leave, and waits until it has. */
export async function endRuntimes(state: string): Promise<void> {
  for (const pid of runtimeProcesses(state)) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      continue;
    }
    await until(() => Promise.resolve(!isAlive(pid)));
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The runtimes that a state folder names. */
export function runtimeProcesses(state: string): number[] {
  if (!existsSync(state)) return [];
  return readdirSync(state)
    .filter((name) => name.endsWith('.json'))
    .map((name) => (JSON.parse(readFileSync(join(state, name), 'utf8')) as { pid?: number }).pid)
    .filter((pid) => pid !== undefined);
}
