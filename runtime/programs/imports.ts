import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { analyze, wholeText, type ImportResolver } from '../../language';
import type { RunSpec } from '../protocol/runs';

export const PROGRAM_ENDING = '.optim';

/** The gallery that comes with the package: beside dist/, wherever this file was bundled to or lies. */
export function galleryFolder(): string | null {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const gallery = join(folder, 'gallery');
    if (existsSync(gallery) && existsSync(join(folder, 'package.json'))) return gallery;
  }
  return null;
}

/** Finds the programs that another imports from: beside it, else in the gallery. */
export function importsBeside(path: string | null): ImportResolver {
  return (module) => {
    for (const folder of [path && dirname(path), galleryFolder()]) {
      if (!folder) continue;
      try {
        return readFileSync(join(folder, module + PROGRAM_ENDING), 'utf8');
      } catch {
        // Looked for in the next folder.
      }
    }
    return null;
  };
}

/**
 * Runs as they are recorded: a program that imports from others becomes the text of one in which everything stands,
 * flags and choices decided, so that a run says all that was trained. One with errors stays as it is.
 */
export function selfContainedRuns(runs: readonly RunSpec[]): RunSpec[] {
  const known = new Map<string, ReturnType<typeof selfContained>>();
  return runs.map(({ switches, ...run }) => {
    const key = JSON.stringify([run.program, switches]);
    const found = known.get(key) ?? selfContained(run.program, switches ?? {});
    known.set(key, found);
    return { ...run, ...found };
  });
}

/** The same of one program. */
export function selfContained(
  source: RunSpec['program'],
  switches: NonNullable<RunSpec['switches']>,
): Pick<RunSpec, 'program' | 'switches'> {
  const analysis = analyze(source.text, {
    name: source.name,
    settings: switches,
    imports: importsBeside(source.path),
  });
  const text = wholeText(analysis);
  const isSet = Object.keys(switches).length > 0;
  if (text === null) return { program: source, ...(isSet && { switches }) };
  return {
    program: { ...source, text, written: source.text, ...(isSet && { decided: switches }) },
  };
}
