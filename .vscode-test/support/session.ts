import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { inject, onTestFailed } from 'vitest';
import { openBrowser } from '../editor/chromium';
import { startEditor, type EditorServer } from '../editor/server';
import { until, Workbench } from '../pages/workbench';

const GALLERY = join(import.meta.dirname, '..', '..', 'gallery');

export interface SessionOptions {
  /** Programs of the gallery to put into the workspace. */
  readonly programs: readonly string[];
  readonly workspaceTrust?: boolean;
  readonly colorTheme?:
    | 'Default Dark Modern'
    | 'Default Light Modern'
    | 'Default High Contrast'
    | 'Default High Contrast Light';
  readonly width?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A run's record on disk, as far as the tests read it. */
export interface RecordedRun {
  readonly id: string;
  readonly status: string;
  readonly step: number;
  readonly reason: string | null;
  readonly metrics: Readonly<Record<string, number | string>>;
  readonly spec: {
    readonly lr: number | null;
    readonly hyper: Readonly<Record<string, number>>;
    readonly sweep?: string | null;
  };
}

/** A workspace of its own, open in an editor of its own, with a runtime of its own. */
export class EditorSession {
  private constructor(
    readonly folder: string,
    readonly state: string,
    readonly workbench: Workbench,
    readonly context: BrowserContext,
    private readonly server: EditorServer,
    private readonly home: string,
  ) {}

  static async start(options: SessionOptions): Promise<EditorSession> {
    const home = mkdtempSync(join(tmpdir(), 'optiscope-editor-'));
    const folder = join(home, 'workspace');
    const state = join(home, 'state');
    mkdirSync(folder);
    for (const name of options.programs)
      cpSync(join(GALLERY, `${name}.optim`), join(folder, `${name}.optim`));
    const server = await startEditor({
      install: { entry: inject('editorEntry'), folder: inject('editorFolder') },
      profile: join(home, 'profile'),
      vsix: inject('vsix'),
      folder,
      password: null,
      workspaceTrust: options.workspaceTrust ?? false,
      settings: {
        'workbench.colorTheme': options.colorTheme ?? 'Default Dark Modern',
        ...options.settings,
      },
      environment: { OPTISCOPE_STATE_DIR: state },
    });
    const context = await openBrowser(inject('chromium'), { width: options.width ?? 1280 });
    const page = context.pages()[0] ?? (await context.newPage());
    const workbench = await Workbench.open(page, server.url);
    return new EditorSession(folder, state, workbench, context, server, home);
  }

  /** Keeps a screenshot and the server's output when the current test fails. */
  reportFailures(): void {
    onTestFailed(async ({ task }) => {
      await this.workbench.screenshot(`failed ${task.name}`.replace(/[^\w-]+/g, '-'));
      process.stderr.write(this.server.output().split('\n').slice(-20).join('\n'));
    });
  }

  /** All runs of the workspace as recorded on disk, oldest first. */
  runs(): RecordedRun[] {
    const store = join(this.folder, '.optiscope', 'runs');
    if (!existsSync(store)) return [];
    return readdirSync(store)
      .sort()
      .map((id) => join(store, id, 'run.json'))
      .filter(existsSync)
      .map((file) => JSON.parse(readFileSync(file, 'utf8')) as RecordedRun);
  }

  /** Waits until the newest run has reached a state. */
  async newestRun(status: string): Promise<RecordedRun> {
    await until(() => Promise.resolve(this.runs().at(-1)?.status === status));
    return this.runs().at(-1)!;
  }

  async end(): Promise<void> {
    await this.context.close();
    await this.server.stop();
    await endRuntimes(this.state);
    rmSync(this.home, { recursive: true, force: true });
  }
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
