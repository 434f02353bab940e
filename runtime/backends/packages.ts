import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BackendName } from '../protocol/runs';
import { stateFolder } from '../protocol/state-folder';
import { BackendError } from './backend';

/** Names the folder of installed backends outright; a supervisor tells its trainers so. */
export const BACKENDS_DIR_VARIABLE = 'OPTISCOPE_BACKENDS_DIR';
/** Written into a backend's folder when its installation is whole; a folder without it is never looked into. */
export const INSTALLED_MARK = 'installed.json';

/** An installed package: where its main file is, and what it sees when it requires others. */
export interface FoundPackage {
  readonly name: string;
  readonly main: string;
  readonly version: string;
  readonly require: NodeJS.Require;
}

/** What npm is asked for, for each backend that does not come with Optiscope: the versions that it was written for. */
const PACKAGES: Partial<Readonly<Record<BackendName, readonly string[]>>> = {
  'tfjs-gpu': ['@tensorflow/tfjs-node-gpu@4.22.0'],
  'tfjs-webgpu': [
    'webgpu@0.6.2',
    '@tensorflow/tfjs-backend-webgpu@4.22.0',
    '@tensorflow/tfjs-core@4.22.0',
  ],
  'tfjs-node': ['@tensorflow/tfjs-node@4.22.0'],
};

/** The packages behind a backend, with versions; none for one that is built in. */
export const packagesOf = (backend: BackendName): readonly string[] => PACKAGES[backend] ?? [];

/** Where backends are installed, a folder each: in the user's state folder, for command line and editor alike. */
export const backendsFolder = (): string =>
  process.env[BACKENDS_DIR_VARIABLE] || join(stateFolder(), 'backends');

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

/** Finds a package of a backend. Throws a BackendError that says how to get it. */
export function needPackage(name: string, backend: BackendName): FoundPackage {
  const found = findPackage(name);
  if (!found) throw new BackendError(notInstalled(backend, name));
  return found;
}

/** How to get a backend. */
export const howToInstall = (backend: BackendName): string =>
  `"Optiscope: Install Backend…" or "optiscope backends --install ${backend}"`;

/** What to do about packages of a backend that are not there: one sentence. */
export const notInstalled = (backend: BackendName, ...names: readonly string[]): string =>
  `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not installed; ` +
  `get ${names.length > 1 ? 'them' : 'it'} with ${howToInstall(backend)}.`;

/** Files from whose folders Node's own resolution starts. */
function searchedFrom(): string[] {
  return [
    ...installedFolders().map((folder) => join(folder, 'package.json')),
    __filename,
    join(process.cwd(), 'package.json'),
  ];
}

function installedFolders(): string[] {
  const folder = backendsFolder();
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((each) => existsSync(join(each, INSTALLED_MARK)));
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
