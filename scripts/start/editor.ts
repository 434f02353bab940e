import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { installEditor } from '../../.vscode-test/editor/install';
import { startEditor } from '../../.vscode-test/editor/server';

/** An editor that shows the gallery: what to tell the person, and how it ends. */
export interface OpenEditor {
  readonly sentences: readonly string[];
  stop(): Promise<void>;
}

interface Request {
  readonly root: string;
  /** The workspace folder. */
  readonly folder: string;
  /** The program to open first, with the panel of the newest runs beside it. */
  readonly program: string;
  readonly tell: (what: string) => void;
  readonly signal: AbortSignal;
}

/** Set for the editor's extension host: what to show when the workspace opens (extension/welcome.ts). */
const SHOW_FIRST = 'OPTISCOPE_SHOW_FIRST';

/** Random, and still typed by hand without a slip. */
const newPassword = (): string => randomBytes(9).toString('base64url');

/**
 * Opens the gallery in VS Code where `code` is on the PATH, else in a browser VS Code on this machine. Throws an
 * Error of one sentence where neither can be had.
 */
export function openEditor(request: Request): Promise<OpenEditor> {
  const code = onPath(process.platform === 'win32' ? 'code.cmd' : 'code');
  return code === null ? openBrowserEditor(request) : openDesktopEditor(code, request);
}

const onPath = (name: string): string | null =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync) ?? null;

/** A window of the person's own VS Code, with the extension loaded for it alone. */
async function openDesktopEditor(
  code: string,
  { root, folder, program }: Request,
): Promise<OpenEditor> {
  const child = spawn(
    code,
    ['--new-window', `--extensionDevelopmentPath=${root}`, folder, join(folder, program)],
    {
      stdio: 'ignore',
      shell: process.platform === 'win32',
      env: { ...process.env, [SHOW_FIRST]: `${String(Date.now())}/${program}` },
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new Error(`VS Code could not be opened: ${error.message}.`)),
    );
  });
  return {
    sentences: ['VS Code opens the gallery in a window of its own, with Optiscope loaded.'],
    stop: () => Promise.resolve(),
  };
}

async function openBrowserEditor(request: Request): Promise<OpenEditor> {
  const { root, folder, program, tell, signal } = request;
  const [vsix, install] = await Promise.all([
    packExtension(root),
    installEditor(join(root, '.vscode-test', 'cache'), {
      tell: (what) => tell(`Setting up the editor: ${what}…`),
      signal,
    }),
  ]);
  const profile = mkdtempSync(join(tmpdir(), 'optiscope-editor-'));
  const password = newPassword();
  const server = await startEditor({
    install,
    profile,
    vsix,
    folder,
    password,
    // The folder is the product's own gallery; there is no one else's code in it to distrust.
    workspaceTrust: false,
    environment: { [SHOW_FIRST]: `${String(Date.now())}/${program}` },
    signal,
  });
  return {
    sentences: [`The editor: ${server.url}`, `Password: ${password}`],
    stop: async () => {
      await server.stop();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Packs the extension as users get it. */
async function packExtension(root: string): Promise<string> {
  const folder = join(root, '.vscode-test', 'output');
  mkdirSync(folder, { recursive: true });
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'scripts', 'package.mjs'), '--no-build', '--to', folder],
      { cwd: root },
    );
    return stdout.trim();
  } catch (error) {
    throw new Error((error as { stderr?: string }).stderr?.split('\n')[0] ?? String(error));
  }
}
