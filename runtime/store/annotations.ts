import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Annotations } from '../protocol/runs';
import { ANNOTATIONS_FILE } from './layout';
import { writeWhole } from './whole-file';

/** Keeps what a person made of a run beside its `run.json`; no file where that is nothing. Throws the file system's error. */
export function writeAnnotations(folder: string, annotations: Annotations): void {
  const path = join(folder, ANNOTATIONS_FILE);
  if (isEmpty(annotations)) rmSync(path, { force: true });
  else writeWhole(path, `${JSON.stringify(annotations, null, 2)}\n`);
}

/** What a person made of a run; undefined where there is nothing, or nothing that can be understood. */
export function readAnnotations(folder: string): Annotations | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(folder, ANNOTATIONS_FILE), 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, note, tags, pinned } = value as Record<string, unknown>;
  const annotations: Annotations = {
    name: typeof name === 'string' && name !== '' ? name : null,
    note: typeof note === 'string' ? note : '',
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    ...(pinned === true && { pinned }),
  };
  return isEmpty(annotations) ? undefined : annotations;
}

export const isEmpty = ({ name, note, tags, pinned }: Annotations): boolean =>
  name === null && note === '' && tags.length === 0 && pinned !== true;
