import { RequestType } from 'vscode-languageserver';
import { analyze, chain, print, wholeText, whyUntrainable } from '../language';
import type { Program, ServerRequests, Whole, WholeQuestion } from '../language';
import { programName } from './analyses';
import type { ProgramFiles } from './program-files';

/** As `language/requests.ts` describes it. */
export const WHOLE = new RequestType<WholeQuestion, Whole, void>(
  'optiscope/wholeProgram' satisfies keyof ServerRequests,
);

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
