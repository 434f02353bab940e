import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTable } from './tables/row-reader';

/** A folder in which other programs log. */
export interface LogFolder {
  readonly folder: string;
  /** Names of its event files, in the order in which they were begun: all belong to one run. */
  readonly files: readonly string[];
  /** Names of its CSV and JSON-lines files, each of which may be a run; none where they were not asked for. */
  readonly tables: readonly string[];
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
/** In one folder: more are a data set's. */
const MOST_TABLES = 1000;
/** Large, and never a place for logs. What is hidden is passed over, too: `.git`, `.venv`, `.optiscope`. */
const PASSED_OVER = new Set(['node_modules', 'site-packages', '__pycache__']);

/** `events.out.tfevents.1700000000.host…`; the markers that a profiler leaves hold nothing. */
export const isEventFile = (name: string): boolean =>
  name.includes('tfevents') && !name.endsWith('.profile-empty');

/**
 * All folders with event files, or with `tables` that may be logs, under `root`, itself included; links are not
 * followed. Unreadable ones are passed over.
 */
export async function findLogFolders(root: string, tables: boolean): Promise<LogsFound> {
  const folders: LogFolder[] = [];
  const waiting = [{ folder: root, depth: 0 }];
  let seen = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (++seen > MOST_FOLDERS) return { folders, complete: false };
    const { folder, depth } = next;
    const entries = await entriesOf(folder);
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    const found = {
      files: names.filter(isEventFile).sort(),
      tables: tables ? names.filter(isTable).slice(0, MOST_TABLES) : [],
    };
    if (found.files.length + found.tables.length > 0) folders.push({ folder, ...found });
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
