import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureChromium } from './editor/chromium';
import { installEditor } from './editor/install';

declare module 'vitest' {
  interface ProvidedContext {
    readonly chromium: string;
    readonly editorEntry: string;
    readonly editorFolder: string;
    readonly vsix: string;
  }
}

const here = import.meta.dirname;
const root = join(here, '..');

/** Once before all suites: a browser, an editor, and the extension packed as users get it. */
export default async function setup(project: TestProject): Promise<void> {
  const tell = (what: string): void => void process.stderr.write(`${what}\n`);
  project.provide('chromium', ensureChromium(tell));
  const install = await installEditor(join(here, 'cache'), { tell });
  project.provide('editorEntry', install.entry);
  project.provide('editorFolder', install.folder);
  const output = join(here, 'output');
  mkdirSync(output, { recursive: true });
  project.provide('vsix', pack(output));
}

function pack(folder: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts', 'package.mjs'), '--no-build', '--to', folder],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
