import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runFolder } from './layout';

/** Deleted runs can be had back for so long; the next deletion after that frees their place. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Where deleted runs of a store wait: `.optiscope/trash`, or within a store that stands alone. */
export const trashFolder = (store: string): string =>
  basename(dirname(store)) === '.optiscope' ? join(dirname(store), 'trash') : join(store, '.trash');

/** Takes a run out of its store. Throws the file system's error. */
export function moveToTrash(store: string, run: string, now: number): void {
  const trash = trashFolder(store);
  mkdirSync(trash, { recursive: true });
  const place = join(trash, run);
  rmSync(place, { recursive: true, force: true });
  renameSync(runFolder(store, run), place);
  // The clock of its stay starts now, whenever the run was last written to.
  utimesSync(place, now / 1000, now / 1000);
}

/** Puts a deleted run back. Throws a sentence where it is gone for good. */
export function takeFromTrash(store: string, run: string): void {
  const place = join(trashFolder(store), run);
  if (!existsSync(place)) throw new Error(`The run ${run} is no longer in the trash.`);
  if (existsSync(runFolder(store, run))) throw new Error(`There is a run ${run} already.`);
  renameSync(place, runFolder(store, run));
}

/** Frees the place of runs that were deleted long ago; what cannot be removed stays. */
export function emptyOldTrash(store: string, now: number): void {
  const trash = trashFolder(store);
  for (const name of namesIn(trash)) {
    const place = join(trash, name);
    try {
      if (now - statSync(place).mtimeMs > KEPT_MS) rmSync(place, { recursive: true, force: true });
    } catch {
      continue;
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
