import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder in which another program logs a run: all its log files belong to that one run. */
export interface LogFolder {
  readonly folder: string;
  /** Names of its log files, in the order in which they were begun. */
  readonly files: readonly string[];
}

export interface LogsFound {
  /** Parents before their children, else by name. */
  readonly folders: readonly LogFolder[];
  /** False when there were more folders than are looked into. */
  readonly complete: boolean;
}

/** Enough for years of runs; keeps somebody's home folder from being read for minutes. */
const MOST_FOLDERS = 20_000;
const DEEPEST = 16;
/** Large, and never a place for logs. What is hidden is passed over, too: `.git`, `.venv`, `.optiscope`. */
const PASSED_OVER = new Set(['node_modules', 'site-packages', '__pycache__']);

/** `events.out.tfevents.1700000000.host…`; the markers that a profiler leaves hold nothing. */
export const isEventFile = (name: string): boolean =>
  name.includes('tfevents') && !name.endsWith('.profile-empty');

/** All folders with event files under `root`, itself included; links are not followed. Unreadable ones are passed over. */
export async function findLogFolders(root: string): Promise<LogsFound> {
  const folders: LogFolder[] = [];
  const waiting = [{ folder: root, depth: 0 }];
  let seen = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (++seen > MOST_FOLDERS) return { folders, complete: false };
    const { folder, depth } = next;
    const entries = await entriesOf(folder);
    const files = entries.filter((entry) => entry.isFile() && isEventFile(entry.name));
    if (files.length > 0) folders.push({ folder, files: files.map(({ name }) => name).sort() });
    if (depth === DEEPEST) continue;
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.') && !PASSED_OVER.has(entry.name))
        waiting.push({ folder: join(folder, entry.name), depth: depth + 1 });
  }
  return { folders, complete: true };
}

async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
