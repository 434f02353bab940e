import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Run } from '../protocol/runs';
import { readActions } from './actions';
import { readAnnotations } from './annotations';
import { RUN_FILE, runFolder } from './layout';
import { writeWhole } from './whole-file';

/** A `run.json` that is not one: what is wrong with it, one sentence. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError';
}

/**
 * Writes a run's `run.json` as a whole or not at all: whoever reads it finds the old text or the new one. Its actions
 * and annotations are not part of it: they stand in files of their own.
 * Throws the file system's error.
 */
export function writeRunFile(run: Run): void {
  const path = join(runFolder(run.store, run.id), RUN_FILE);
  const kept = { ...run, place: undefined, actions: undefined, annotations: undefined };
  writeWhole(path, `${JSON.stringify(kept, null, 2)}\n`);
}

/**
 * Creates a run's folder. A store in a `.optiscope` folder gets a `.gitignore`, so that the folder ignores itself.
 * Throws the file system's error.
 */
export function createRunFolder(store: string, run: string): string {
  const folder = runFolder(store, run);
  mkdirSync(folder, { recursive: true });
  const home = basename(dirname(store)) === '.optiscope' ? dirname(store) : store;
  writeIfMissing(join(home, '.gitignore'), '*\n');
  return folder;
}

function writeIfMissing(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Reads a run's `run.json` and `events.jsonl`. Its place on disk decides what store and id it has: a moved or copied store works.
 * Throws a RunFileError when it cannot be read or is not a run's.
 */
export function readRunFile(store: string, id: string): Run {
  const path = join(runFolder(store, id), RUN_FILE);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new RunFileError(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (!isRun(value))
    throw new RunFileError(
      `${path} does not describe a run, or is of a newer version of Optiscope.`,
    );
  const folder = runFolder(store, id);
  return { ...value, store, id, actions: readActions(folder), ...annotationsOf(folder) };
}

function annotationsOf(folder: string): Pick<Run, 'annotations'> {
  const annotations = readAnnotations(folder);
  return annotations === undefined ? {} : { annotations };
}

const STATUSES: readonly unknown[] = [
  'queued',
  'starting',
  'running',
  'paused',
  'stopping',
  'completed',
  'stopped',
  'diverged',
  'failed',
];

/** Whether views can show the value without stumbling. */
function isRun(value: unknown): value is Run {
  if (!isRecord(value) || value.format !== 1) return false;
  const { spec, resolved } = value;
  return (
    isRecord(spec) &&
    isRecord(spec.program) &&
    typeof spec.program.name === 'string' &&
    typeof spec.program.text === 'string' &&
    typeof spec.task === 'string' &&
    typeof spec.seed === 'number' &&
    (resolved === null || (isRecord(resolved) && typeof resolved.steps === 'number')) &&
    STATUSES.includes(value.status) &&
    typeof value.step === 'number' &&
    typeof value.createdAt === 'number' &&
    isRecord(value.metrics) &&
    Array.isArray(value.warnings)
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
