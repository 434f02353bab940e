import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EditorInstall } from './install';
import { endTree } from './processes';

export interface EditorOptions {
  readonly install: EditorInstall;
  /** Holds user data and extensions of this editor; its own, so that a person's settings stay untouched. */
  readonly profile: string;
  readonly vsix: string;
  /**
   * Where the extension is unpacked, left out: among the editor's own. Elsewhere it is none of the server's, so that it
   * can be installed from there into the browser alone.
   */
  readonly unpackTo?: string;
  /** The workspace: its folder, or the file that names several. */
  readonly folder: string;
  /** Null: no login (tests only). */
  readonly password: string | null;
  readonly workspaceTrust: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Gives up starting, and ends what was started. */
  readonly signal?: AbortSignal;
}

/** A running editor server. */
export interface EditorServer {
  readonly url: string;
  /** Ends the server and all that it started. */
  stop(): Promise<void>;
  /** Its output so far, for a failure's report. */
  output(): string;
}

/** What the server takes at most to answer; it is seconds on an idle machine. */
const START_LIMIT_MS = 120_000;

const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'always',
  'workbench.tips.enabled': false,
  'chat.commandCenter.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
};

/** Installs the extension into a profile and starts the editor on a folder. */
export async function startEditor(options: EditorOptions): Promise<EditorServer> {
  const { install, profile, folder, password } = options;
  const userData = join(profile, 'user-data');
  const extensions = join(profile, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(
    join(userData, 'User', 'settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }, null, 2),
  );
  const config = join(profile, 'config.yaml');
  writeFileSync(config, '');
  const places = ['--config', config, '--user-data-dir', userData];
  const environment = serverEnvironment(options, profile);
  await promisify(execFile)(
    process.execPath,
    [
      install.entry,
      ...places,
      ...['--extensions-dir', options.unpackTo ?? extensions],
      ...['--install-extension', options.vsix, '--force'],
    ],
    {
      env: environment,
      timeout: START_LIMIT_MS,
      ...(options.signal && { signal: options.signal }),
    },
  );
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      install.entry,
      ...places,
      '--extensions-dir',
      extensions,
      '--auth',
      password === null ? 'none' : 'password',
      '--bind-addr',
      `127.0.0.1:${String(port)}`,
      '--session-socket',
      join(profile, 'session.sock'),
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      folder,
    ],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (output += String(text)));
  const url = `http://127.0.0.1:${String(port)}/`;
  await answered(url, child, () => output, options.signal);
  return { url, stop: () => endTree(child), output: () => output };
}

function serverEnvironment(options: EditorOptions, profile: string): NodeJS.ProcessEnv {
  // What the outer editor or npm says of itself would be taken by the inner one for its own.
  const outer = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|npm_|CODE_SERVER|PASSWORD$)/i.test(name),
  );
  return {
    ...Object.fromEntries(outer),
    ...options.environment,
    ...(options.password !== null && { PASSWORD: options.password }),
    XDG_DATA_HOME: join(profile, 'data'),
    XDG_CONFIG_HOME: join(profile, 'config'),
  };
}

/** A port that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}

async function answered(
  url: string,
  child: ChildProcess,
  output: () => string,
  signal?: AbortSignal,
): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    if (child.exitCode !== null || signal?.aborted === true) break;
    try {
      const answer = await fetch(`${url}healthz`, { signal: AbortSignal.timeout(2_000) });
      if (answer.ok) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  await endTree(child);
  throw new Error(`The browser editor did not start: ${output().trim().split('\n').at(-1) ?? ''}`);
}
