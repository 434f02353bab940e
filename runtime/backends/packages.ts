import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BackendError } from './backend';

/** Folder into which the extension installs optional packages; looked into before the usual places. */
export const BACKENDS_DIR_VARIABLE = 'OPTISCOPE_BACKENDS_DIR';

/** An installed package: where its main file is, and what it sees when it requires others. */
export interface FoundPackage {
  readonly name: string;
  readonly main: string;
  readonly version: string;
  readonly require: NodeJS.Require;
}

/** Finds an optional package; null when it is not installed. */
export function findPackage(name: string): FoundPackage | null {
  for (const from of searchedFrom()) {
    try {
      const main = createRequire(from).resolve(name);
      return { name, main, version: versionOf(main, name), require: createRequire(main) };
    } catch {
      continue;
    }
  }
  return null;
}

/** Finds an optional package. Throws a BackendError that says how to get it. */
export function needPackage(name: string): FoundPackage {
  const found = findPackage(name);
  if (!found) throw new BackendError(notInstalled(name));
  return found;
}

/** What to do about a package that is not there: one sentence. */
export const notInstalled = (...names: readonly string[]): string =>
  `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not installed; ` +
  `get ${names.length > 1 ? 'them' : 'it'} with "npm install ${names.join(' ')}".`;

/** Files from whose folders Node's own resolution starts. */
function searchedFrom(): string[] {
  const folder = process.env[BACKENDS_DIR_VARIABLE];
  const usual = [__filename, join(process.cwd(), 'package.json')];
  return folder ? [join(folder, 'package.json'), ...usual] : usual;
}

/** Packages may hide their package.json from `require`, so it is looked for above the main file. */
function versionOf(main: string, name: string): string {
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
    if (manifest.name === name) return manifest.version ?? 'unknown';
  }
  return 'unknown';
}
