import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Run } from '../protocol/runs';
import { readActions } from './actions';
import { RUN_FILE, runFolder } from './layout';

/** A `run.json` that is not one: what is wrong with it, one sentence. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError';
}

/**
 * Writes a run's `run.json` as a whole or not at all: whoever reads it finds the old text or the new one. Its actions
 * are not part of it: they stand in a file of their own.
 * Throws the file system's error.
 */
export function writeRunFile(run: Run): void {
  const folder = runFolder(run.store, run.id);
  const path = join(folder, RUN_FILE);
  const temporary = join(folder, `.${RUN_FILE}.${process.pid}`);
  try {
    writeFileSync(temporary, `${JSON.stringify({ ...run, actions: undefined }, null, 2)}\n`);
    renameOver(temporary, path);
  } catch (error) {
    removeIfPossible(temporary);
    throw error;
  }
}

/** What Windows says while another program, reading the old file for a moment, stands in the way. */
const IN_THE_WAY = ['EPERM', 'EACCES', 'EBUSY'];
const RENAME_ATTEMPTS = 10;
const RENAME_PAUSE_MS = 5;

function renameOver(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      const mayPass = process.platform === 'win32' && IN_THE_WAY.includes(code);
      if (!mayPass || attempt === RENAME_ATTEMPTS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS);
    }
  }
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where it could not be written it can hardly be removed.
  }
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
  return { ...value, store, id, actions: readActions(runFolder(store, id)) };
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
