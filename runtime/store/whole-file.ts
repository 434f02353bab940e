import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file as a whole or not at all: whoever reads it finds the old text or the new one. Throws the file
 * system's error.
 */
export function writeWhole(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    writeFileSync(temporary, text);
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

/** Puts a whole new file in the place of an old one. Throws the file system's error. */
export function renameOver(from: string, to: string): void {
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
