// Installs the project's packages when they are missing or older than the lock file.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the newest of our tools (ESLint) asks for. */
const OLDEST_NODE = [20, 19];

/** Throws an Error of one sentence where the project cannot be made ready. */
export function prepare(root, tell = (line) => process.stderr.write(`${line}\n`)) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]))
    throw new Error(
      `Optiscope needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}.`,
    );
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && newer(installed, join(root, 'package-lock.json'))) return;
  tell('Installing packages…');
  const result = npm(root, ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']);
  if (result.status !== 0)
    throw new Error(
      `The packages could not be installed: ${lastLine(result.stderr) ?? 'npm ci failed'}.`,
    );
}

const newer = (a, b) => statSync(a).mtimeMs >= statSync(b).mtimeMs;

/** Runs npm in a folder, with the npm that runs us where there is one. */
function npm(folder, args) {
  const program = process.env.npm_execpath;
  const options = { cwd: folder, encoding: 'utf8' };
  return program?.endsWith('.js')
    ? spawnSync(process.execPath, [program, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

const lastLine = (text) =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.includes('complete log'))
    .at(-1);
