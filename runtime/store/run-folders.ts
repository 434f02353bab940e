import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bareSpec, type Run } from '../protocol/runs';
import { RUN_FILE } from './layout';
import { readRunFile, RunFileError } from './run-file';
import { isRunId } from './run-id';

/** The names in a store that can be runs', unsorted; none when the store does not exist yet. */
export function listRunIds(store: string): string[] {
  try {
    return readdirSync(store, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isRunId(entry.name))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** Names of the event files in a run's folder, in the order in which they were begun. */
export function listEventFileNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.includes('tfevents'))
      .sort();
  } catch {
    return [];
  }
}

/** False for a folder that holds no run, or not yet. */
export const hasRunFile = (store: string, id: string): boolean =>
  modifiedAt(join(store, id, RUN_FILE)) !== null;

/** When a file was last changed, in milliseconds since 1970; null when there is none. */
export function modifiedAt(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
}

/** Reads a run; one whose `run.json` is unreadable comes as failed, with the reason: nothing disappears from view. */
export function readRunOrFailure(store: string, id: string): Run {
  try {
    return readRunFile(store, id);
  } catch (error) {
    if (!(error instanceof RunFileError)) throw error;
    return unreadableRun(store, id, error.message);
  }
}

function unreadableRun(store: string, id: string, reason: string): Run {
  const createdAt = modifiedAt(join(store, id, RUN_FILE)) ?? 0;
  return {
    format: 1,
    id,
    store,
    comparison: null,
    spec: bareSpec(id, 'unknown'),
    resolved: null,
    status: 'failed',
    step: 0,
    createdAt,
    startedAt: null,
    endedAt: createdAt,
    metrics: {},
    reason,
    warnings: [],
    actions: [],
    gitCommit: null,
    supervisor: null,
  };
}

/** Newest first; runs that were started together in the order in which they were asked for. */
export const newestFirst = (a: Run, b: Run): number =>
  b.createdAt - a.createdAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
