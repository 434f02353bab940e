import { execFile } from 'node:child_process';
import { basename, dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DataError } from '../task';

/** A line of a file, as stack traces name it: by path or URL. */
const FRAME = /((?:file:\/\/|[A-Za-z]:[\\/]|\/)[^\n()]*?):(\d+)(?::\d+)?(?=\)?$)/gm;

/** What a module did wrong, as a sentence that begins with file and line. */
export const placed = (path: string, line: string | null, what: string): DataError =>
  new DataError(`${basename(path)}:${line === null ? '' : `${line}:`} ${sentence(what)}`);

/** What was thrown in a module, or by what it called, with the place of its own where that happened. */
export function thrown(path: string, error: unknown, doing = ''): DataError {
  if (error instanceof DataError) return error;
  const what = error instanceof Error ? error.message : String(error);
  const place = error instanceof Error ? placeIn(dirname(path), error.stack ?? '') : null;
  return placed(place?.file ?? path, place?.line ?? null, doing + what);
}

/** The innermost frame of a stack in the module's folder: what lies in `node_modules` is not the person's. */
function placeIn(folder: string, stack: string): { file: string; line: string } | null {
  for (const [, where, line] of stack.matchAll(FRAME)) {
    const file = where!.startsWith('file:') ? fileURLToPath(where!) : where!;
    if (file.startsWith(folder + sep) && !file.includes(`${sep}node_modules${sep}`))
      return { file, line: line! };
  }
  return null;
}

/** Node does not tell a program where a module of its own breaks the grammar; it tells people. */
export async function syntaxError(path: string, error: SyntaxError): Promise<DataError> {
  const known = placeIn(dirname(path), error.stack ?? '');
  if (known !== null) return placed(known.file, known.line, error.message);
  const report = await promisify(execFile)(process.execPath, ['--check', path]).then(
    () => '',
    ({ stderr }: { stderr?: string }) => stderr ?? '',
  );
  const found = placeIn(dirname(path), report);
  return placed(found?.file ?? path, found?.line ?? null, error.message);
}

const sentence = (text: string): string => {
  const first = text.split('\n')[0]!.trim();
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};
