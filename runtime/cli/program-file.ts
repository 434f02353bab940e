import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  analyze,
  chain,
  indexLines,
  print,
  whyUntrainable,
  type Analysis,
  type Diagnostic,
  type Program,
} from '../../language';
import type { RunSpec } from '../protocol/runs';
import { galleryFolder, importsBeside, PROGRAM_ENDING } from '../programs/imports';
import { InputError, UsageError } from './failure';

/** A program as it stands on disk. */
export interface ProgramFile {
  /** As the person wrote it, or where the gallery has it. */
  readonly shown: string;
  readonly source: RunSpec['program'];
}

/**
 * Reads a program: a path, or the name of one in the gallery where there is no such file; or a chain of such, as in
 * `sam+adamw`, which becomes the text of one program. Throws a UsageError for parts that make no chain, an InputError
 * for a program that is not there or, in a chain, has errors.
 */
export function readProgram(given: string): ProgramFile {
  if (given.includes('+') && !existsSync(given)) return readChain(given);
  const path = locate(given);
  try {
    const text = readFileSync(path, 'utf8');
    const shown = path === resolve(given) ? given : path;
    return { shown, source: { name: basename(path, PROGRAM_ENDING), path, text } };
  } catch (error) {
    throw new InputError(`${given} cannot be read: ${(error as Error).message}.`);
  }
}

function readChain(given: string): ProgramFile {
  const parts = given.split('+').map((part) => part.trim());
  if (parts.includes(''))
    throw new UsageError(`"${given}" is no chain: name a program before and behind each +.`);
  const { program, problem } = chain(parts.map((part) => checkedProgram(readProgram(part))));
  if (problem !== null) throw new UsageError(problem);
  return { shown: given, source: { name: program.name, path: null, text: print(program) } };
}

function locate(given: string): string {
  const path = resolve(given);
  if (existsSync(path)) {
    if (statSync(path).isDirectory())
      throw new InputError(`${given} is a folder; name a program file.`);
    return path;
  }
  const gallery = galleryFolder();
  const inGallery = gallery && join(gallery, basename(given, PROGRAM_ENDING) + PROGRAM_ENDING);
  if (inGallery && !/[\\/]/.test(given) && existsSync(inGallery)) return inGallery;
  throw new InputError(`There is no program "${given}", neither as a file nor in the gallery.`);
}

/** `file:line:column: severity CODE message`, line and column from 1. */
export function diagnosticLine({ shown, source }: ProgramFile, diagnostic: Diagnostic): string {
  const { line, column } = placeOf(source.text, diagnostic.span.start);
  return `${shown}:${line}:${column}: ${diagnostic.severity} ${diagnostic.code} ${diagnostic.message}`;
}

/** Line and column, from 1, of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const { line, character } = indexLines(text).positionAt(offset);
  return { line: line + 1, column: character + 1 };
}

/** As `checkedProgram`. Throws a UsageError for one that needs others around it. */
export function trainableProgram(file: ProgramFile): Program {
  const program = checkedProgram(file);
  const why = whyUntrainable(program);
  if (why !== null) throw new UsageError(why);
  return program;
}

/** What the language says of a file; imports are looked for beside it. */
export const analyzed = ({ source: { name, path, text } }: ProgramFile): Analysis =>
  analyze(text, { name, imports: importsBeside(path) });

/** The checked program. Throws an InputError that lists its errors. */
export function checkedProgram(file: ProgramFile): Program {
  const { program, diagnostics } = analyzed(file);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (program && errors.length === 0) return program;
  throw new InputError(errors.map((error) => diagnosticLine(file, error)).join('\n'));
}
