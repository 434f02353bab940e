import { RequestType } from 'vscode-languageserver';
import { analyze, chain, print, wholeText, whyUntrainable } from '../language';
import type { EntryName, Program } from '../language';
import { programName } from './analyses';
import type { ProgramFiles } from './program-files';

/** What is to be trained. */
export interface WholeQuestion {
  /** A program, or the parts of a chain in their order. */
  readonly parts: readonly string[];
  /** How flags and choices are set; a chain has them as they are declared. */
  readonly switches: Readonly<Record<string, boolean | string>>;
}

/** The program that a run keeps, as text. */
export type Whole =
  | {
      readonly problem: null;
      readonly name: string;
      readonly text: string;
      /** True of a text in which flags and choices are decided, so that none can be set any more. */
      readonly decided: boolean;
    }
  | {
      /** Why there is none, in a sentence. */
      readonly problem: string;
      /** What a single program is that has to stand around another. */
      readonly wrapper: Exclude<EntryName, 'train'> | null;
    };

/**
 * Asks for the text of one program in which everything stands that a program or a chain is made of, open documents as
 * they are: the extension records runs so.
 */
export const WHOLE = new RequestType<WholeQuestion, Whole, void>('optiscope/wholeProgram');

export function wholeProgram({ parts, switches }: WholeQuestion, files: ProgramFiles): Whole {
  const programs: Program[] = [];
  for (const uri of parts) {
    const found = partAt(uri, parts.length === 1 ? switches : {}, files);
    if (typeof found === 'string') return { problem: found, wrapper: null };
    if (parts.length > 1) {
      programs.push(found.program);
      continue;
    }
    const { name, entry } = found.program;
    const why = whyUntrainable(found.program);
    if (why !== null) return { problem: why, wrapper: entry === 'train' ? null : entry };
    return { problem: null, name, text: found.whole ?? found.text, decided: found.whole !== null };
  }
  const { program, problem } = chain(programs);
  if (problem !== null) return { problem, wrapper: null };
  return { problem: null, name: program.name, text: print(program), decided: false };
}

interface Part {
  readonly program: Program;
  readonly text: string;
  /** With what it imports; null where it imports nothing. */
  readonly whole: string | null;
}

/** A program as it stands; a sentence where there is none to be had. */
function partAt(
  uri: string,
  settings: WholeQuestion['switches'],
  files: ProgramFiles,
): Part | string {
  const text = files.textAt(uri);
  const name = decodeURIComponent(programName(uri));
  if (text === null) return `There is no program "${name}" any more.`;
  const analysis = analyze(text, { name, settings, lints: false, imports: files.importsOf(uri) });
  const { program, diagnostics } = analysis;
  if (program !== null) return { program, text, whole: wholeText(analysis) };
  const error = diagnostics.find(({ severity }) => severity === 'error');
  return `${name}: ${error?.message ?? 'the program has an error.'}`;
}
