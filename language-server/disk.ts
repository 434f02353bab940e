import { readFileSync, readdirSync, statSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Files } from './workspace';

/** Folders that hold no one's programs. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', '__pycache__']);
/** Far above any workspace of programs; a home folder opened by accident is not searched to its end. */
const MOST_FOLDERS = 5_000;
/** A program of that size is none. */
const MOST_BYTES = 1_000_000;

/** The workspace on disk. A file or folder that cannot be read counts as not there. */
export const disk: Files = {
  gallery: pathToFileURL(join(__dirname, '..', 'gallery')).href,

  async list(folder, most) {
    const found: string[] = [];
    const waiting = [folder];
    for (let seen = 0; waiting.length > 0 && seen < MOST_FOLDERS && found.length < most; seen++) {
      const uri = waiting.shift()!;
      const entries = await readdir(fileURLToPath(uri), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const child = `${uri}/${encodeURIComponent(entry.name)}`;
        if (entry.isFile() && entry.name.endsWith('.optim')) found.push(child);
        const isSearched = !entry.name.startsWith('.') && !LEFT_OUT.has(entry.name);
        if (entry.isDirectory() && isSearched) waiting.push(child);
      }
    }
    return found.slice(0, most);
  },

  beside(folder) {
    try {
      return readdirSync(fileURLToPath(folder))
        .filter((name) => name.endsWith('.optim'))
        .map((name) => `${folder}/${encodeURIComponent(name)}`);
    } catch {
      return [];
    }
  },

  readNow(uri) {
    try {
      const path = fileURLToPath(uri);
      return statSync(path).size > MOST_BYTES ? null : readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  },

  async read(uri) {
    try {
      const path = fileURLToPath(uri);
      if ((await stat(path)).size > MOST_BYTES) return null;
      return await readFile(path, 'utf8');
    } catch {
      return null;
    }
  },
};
