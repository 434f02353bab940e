import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BackendName } from '../protocol/runs';
import { BackendError } from './backend';
import { findNpm, npmProgress, npmReason, type NpmCommand } from './npm';
import { INSTALLED_MARK } from './packages';

export interface InstallRequest {
  readonly backend: BackendName;
  /** As npm takes them: name and version, or a file. */
  readonly packages: readonly string[];
  /** Where backends are installed, a folder each. */
  readonly folder: string;
  /** The Node that will load them, and runs npm. */
  readonly node: string;
  readonly npm?: NpmCommand | null;
  readonly progress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Quiet but for what tells of progress; what its packages' own scripts print is part of that. */
const OPTIONS = [
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=http',
  '--foreground-scripts',
];

/**
 * Installs a backend's packages into a folder of its own. The folder counts only from the end of npm's work on; after
 * a failure or an abort it is gone. Throws a BackendError with npm's own reason.
 */
export async function installBackend(request: InstallRequest): Promise<void> {
  const { backend, packages, node, signal } = request;
  const npm = request.npm === undefined ? findNpm(node) : request.npm;
  if (npm === null)
    throw new BackendError(
      `Installing ${backend} needs npm, which comes with Node; it is neither on the PATH nor beside ${node}.`,
    );
  const folder = join(request.folder, backend);
  try {
    prepare(folder, backend);
    await runNpm(npm, folder, request);
    if (signal.aborted) throw new BackendError(`Installing ${backend} was cancelled.`);
    writeFileSync(join(folder, INSTALLED_MARK), `${JSON.stringify({ backend, packages })}\n`);
  } catch (error) {
    discard(folder);
    if (error instanceof BackendError) throw error;
    throw new BackendError(`${backend} could not be installed: ${(error as Error).message}.`);
  }
}

/** An empty folder that npm takes for a project of its own, whatever lies above it. */
function prepare(folder: string, backend: BackendName): void {
  rmSync(join(folder, INSTALLED_MARK), { force: true });
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: `optiscope-${backend}`, version: '0.0.0', private: true })}\n`,
  );
}

/** What is left of an installation is never used; that it cannot be removed is no further harm. */
function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The mark is not there: nobody looks into it.
  }
}

async function runNpm(npm: NpmCommand, folder: string, request: InstallRequest): Promise<void> {
  const { backend, packages, node, progress, signal } = request;
  if (signal.aborted) return;
  const child = spawn(npm.command, [...npm.args, 'install', ...OPTIONS, ...packages], {
    cwd: folder,
    shell: npm.shell,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // A group of its own, so that what npm has started ends with it.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      // Scripts of packages find the same Node first.
      PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter),
    },
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (stream === child.stderr) printed.push(line);
      const message = npmProgress(line);
      if (message !== null) progress(message);
    });
  const abort = (): void => endTree(child);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (status !== 0 && !signal.aborted)
      throw new BackendError(`${backend} could not be installed: ${npmReason(printed)}.`);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Ends npm and all that it has started. */
function endTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
