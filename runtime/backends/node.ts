import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { BackendChoice } from '../protocol/runs';

/** tfjs-node 4.22 calls functions that Node 24 dropped. */
export const NATIVE_NEWEST_NODE = 22;
/** The oldest Node that our bundles are built for. */
const OLDEST_NODE = 20;

/** A Node that could run a trainer. */
export interface NodeFound {
  readonly path: string;
  /** "20.20.2" */
  readonly version: string;
}

/** The first number of a version. */
export const majorVersion = (version: string): number => Number(version.split('.')[0]);

/** Backends whose native packages hold to older versions of Node. */
const isNative = (backend: BackendChoice): boolean =>
  backend === 'tfjs-node' || backend === 'tfjs-gpu';

/**
 * The Node for a backend: the newest found, since WASM runs twice as fast on V8 ≥ 13; Node 22 or older for the
 * native packages. Of equal versions the first wins. Null when none of them fits.
 */
export function chooseNode(backend: BackendChoice, found: readonly NodeFound[]): NodeFound | null {
  const fitting = found.filter(({ version }) => {
    const major = majorVersion(version);
    return major >= OLDEST_NODE && (!isNative(backend) || major <= NATIVE_NEWEST_NODE);
  });
  return fitting.reduce<NodeFound | null>(
    (best, node) => (!best || newer(node.version, best.version) ? node : best),
    null,
  );
}

const newer = (a: string, b: string): boolean => a.localeCompare(b, 'en', { numeric: true }) > 0;

/** This process's own Node (which may be VS Code's) and the one on the PATH. */
export async function findNodes(): Promise<NodeFound[]> {
  const own = { path: process.execPath, version: process.versions.node };
  const onPath = nodeOnPath();
  if (!onPath || onPath === realpathSync(own.path)) return [own];
  const version = await askVersion(onPath);
  return version ? [own, { path: onPath, version }] : [own];
}

function nodeOnPath(): string | null {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, file);
    if (folder && existsSync(path)) return realpathSync(path);
  }
  return null;
}

async function askVersion(path: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 5000 });
    return /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * Looks once for what there is; then gives the Node to run a trainer with. Where none fits a backend it is this
 * process's own, and the trainer says why that one will not do.
 */
export async function nodePicker(): Promise<(backend: BackendChoice) => string> {
  const found = await findNodes();
  return (backend) => chooseNode(backend, found)?.path ?? process.execPath;
}
