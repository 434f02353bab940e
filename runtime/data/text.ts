import { join } from 'node:path';
import { DataError, type DataFiles } from '../tasks/task';

/** Text as whole numbers, one a character. */
export interface Text {
  /** The characters of the vocabulary after `UNKNOWN`, in order of code point: id 1, 2, … */
  readonly characters: readonly string[];
  /** One id in [0, characters.length] a character. */
  readonly ids: Uint8Array;
  readonly fileCount: number;
  /** What was left out, as one sentence; null when all was read. */
  readonly leftOut: string | null;
  readonly bytes: readonly Uint8Array[];
}

/** Stands for every character that is too rare for the vocabulary. */
export const UNKNOWN = 0;

/** With UNKNOWN, ids fill a byte. */
export const MAX_CHARACTERS = 255;

/** Ten times what a default run reads of it; the rest would only cost time and memory at the start. */
const MAX_BYTES = 16 * 2 ** 20;

/**
 * Reads a text file, or every text file of a folder in order of name, as characters. Binary files of a folder
 * (with a NUL, or not UTF-8) are skipped. Line ends become `\n`. The vocabulary is the 255 most frequent characters.
 * What lies beyond `maxBytes` in all is left out. Throws a DataError when there is no text.
 */
export async function readText(
  path: string,
  files: DataFiles,
  maxBytes = MAX_BYTES,
): Promise<Text> {
  const isFolder = await files.isFolder(path);
  const names = isFolder ? (await files.list(path)).map((name) => join(path, name)) : [path];
  const texts: string[] = [];
  const bytes: Uint8Array[] = [];
  let size = 0;
  let skipped = 0;
  let unread = 0;
  for (const name of names) {
    if (size >= maxBytes) {
      unread++;
      continue;
    }
    const content = await files.read(name);
    const kept = content.subarray(0, maxBytes - size);
    const text = decoded(kept, kept.length < content.length);
    if (text === null) {
      if (!isFolder) throw new DataError(`${path} is not a text file in UTF-8.`);
      skipped++;
      continue;
    }
    if (kept.length < content.length) unread++;
    size += kept.length;
    bytes.push(kept);
    if (text !== '') texts.push(text);
  }
  if (texts.length === 0)
    throw new DataError(
      isFolder ? `${path} holds no text file with anything in it.` : `${path} is empty.`,
    );
  return {
    ...encode(texts.join('')),
    fileCount: texts.length,
    leftOut: leftOut(skipped, unread, maxBytes),
    bytes,
  };
}

/** The text as ids over its own most frequent characters; ties go to the lower code point. */
export function encode(text: string): Pick<Text, 'characters' | 'ids'> {
  const counts = new Map<string, number>();
  let length = 0;
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    length++;
  }
  const byCode = (a: string, b: string) => a.codePointAt(0)! - b.codePointAt(0)!;
  const characters = [...counts]
    .sort(([a, m], [b, n]) => n - m || byCode(a, b))
    .slice(0, MAX_CHARACTERS)
    .map(([character]) => character)
    .sort(byCode);
  const idOf = new Map(characters.map((character, i) => [character, i + 1]));
  const ids = new Uint8Array(length);
  let i = 0;
  for (const character of text) ids[i++] = idOf.get(character) ?? UNKNOWN;
  return { characters, ids };
}

/** Null for bytes that are no text. A cut may fall within a character; its half is dropped. */
function decoded(bytes: Uint8Array, isCut: boolean): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true })
      .decode(bytes, { stream: isCut })
      .replace(/\r\n?/g, '\n');
  } catch {
    return null;
  }
}

function leftOut(skipped: number, unread: number, maxBytes: number): string | null {
  const parts = [
    ...(skipped > 0 ? [`${skipped} binary ${skipped === 1 ? 'file' : 'files'} skipped`] : []),
    ...(unread > 0
      ? [`only the first ${(maxBytes / 2 ** 20).toLocaleString('en')} MiB are used`]
      : []),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
