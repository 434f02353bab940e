import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { endTree } from './processes';

/** The last code-server whose native parts build for Node 20 (VS Code 1.100.3). */
export const CODE_SERVER_VERSION = '4.100.3';

/** An editor server on disk, ready to start with the Node that installed it. */
export interface EditorInstall {
  readonly entry: string;
  /** Installs extensions; the same program. */
  readonly folder: string;
}

export interface InstallOptions {
  /** Hears what is being done. */
  readonly tell?: (what: string) => void;
  /** Ends the installation, and every process of it, at once. */
  readonly signal?: AbortSignal;
}

interface Step {
  readonly what: string;
  readonly folder: string;
  readonly npm: readonly string[];
  /** The editor still runs when this fails. */
  readonly optional?: boolean;
}

/** Parts of the editor that are compiled here. A terminal needs node-pty; a password login needs argon2. */
const NATIVE_PARTS = ['@vscode/spdlog', 'native-watchdog', '@parcel/watcher', 'node-pty'];

/**
 * Installs code-server into a cache folder, once for each version of it and of Node.
 * Its own install script is left out: parts of it download from places that a closed network has not got, and
 * it refuses to run as root.
 *
 * Throws an Error of one sentence when it cannot be installed here.
 */
export async function installEditor(
  cache: string,
  { tell = () => undefined, signal }: InstallOptions = {},
): Promise<EditorInstall> {
  const folder = join(
    cache,
    `code-server-${CODE_SERVER_VERSION}-node-${process.versions.modules}-${process.platform}-${process.arch}`,
  );
  const packageFolder = join(folder, 'node_modules', 'code-server');
  const install = { entry: join(packageFolder, 'out', 'node', 'entry.js'), folder };
  const done = join(folder, 'installed');
  if (existsSync(done)) return install;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const editor = join(packageFolder, 'lib', 'vscode');
  const steps: readonly Step[] = [
    {
      what: 'fetching the editor',
      folder,
      npm: ['install', '--ignore-scripts', `code-server@${CODE_SERVER_VERSION}`],
    },
    {
      what: "fetching the editor's own packages",
      folder: editor,
      npm: ['install', '--omit=dev', '--ignore-scripts'],
    },
    ...NATIVE_PARTS.map((part) => ({
      what: `compiling ${part}`,
      folder: editor,
      npm: ['rebuild', part],
      optional: true,
    })),
    { what: 'compiling argon2', folder, npm: ['rebuild', 'argon2'] },
  ];
  for (const step of steps) {
    tell(step.what);
    const failure = await npm(step, signal);
    signal?.throwIfAborted();
    if (failure !== null && step.optional !== true)
      throw new Error(
        `The browser editor could not be installed: ${step.what} failed (${failure}).`,
      );
  }
  symlinkSync('node_modules', join(editor, 'node_modules.asar'), 'junction');
  linkSearchProgram(editor);
  writeFileSync(done, `${new Date().toISOString()}\n`);
  return install;
}

/** Runs npm; resolves to null, or to the line that tells why it failed. */
function npm({ folder, npm: words }: Step, signal?: AbortSignal): Promise<string | null> {
  const args = [...words, '--no-audit', '--no-fund', '--no-progress'];
  // With scripts turned off for this project, npm would silently compile nothing.
  if (words[0] === 'rebuild') args.push('--ignore-scripts=false', '--foreground-scripts');
  const program = process.env['npm_execpath'];
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name.toLowerCase() !== 'npm_config_ignore_scripts',
    ),
  );
  const viaNode = program?.endsWith('.js') === true;
  const onWindows = process.platform === 'win32';
  const child = spawn(
    viaNode ? process.execPath : onWindows ? 'npm.cmd' : 'npm',
    viaNode ? [program, ...args] : args,
    { cwd: folder, env: environment, shell: !viaNode && onWindows, detached: !onWindows },
  );
  signal?.addEventListener('abort', () => void endTree(child), { once: true });
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (output += String(text)));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : reason(output)));
  });
}

const reason = (output: string): string =>
  output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('A complete log'))
    .at(-1) ?? 'no reason given';

/** The editor's text search looks for ripgrep inside its own package; where the system has one, it is linked. */
function linkSearchProgram(editor: string): void {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);
  const wanted = join(editor, 'node_modules', '@vscode', 'ripgrep', 'bin', name);
  if (found === undefined || existsSync(wanted)) return;
  mkdirSync(dirname(wanted), { recursive: true });
  symlinkSync(found, wanted);
}
