/** Before the unit tests: what they run as processes of their own is built, and a software GPU is there. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../.vscode-test/editor/chromium';
import { buildAll } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['language', 'runtime', 'language-server', 'webview', 'extension', 'scripts'];

/** When the newest of a folder's files was changed. */
function newest(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.includes('.test.'));
  return Math.max(...files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}

export default async function setUp(): Promise<void> {
  const built = statSync(join(root, 'dist', 'cli.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.some((folder) => newest(join(root, folder)) > built)) await buildAll();
  try {
    process.env['CHROMIUM_PATH'] ??= ensureChromium((what) => process.stderr.write(`${what}…\n`));
  } catch {
    // The tests that need it say so.
  }
}
