import type { DocumentLink } from 'vscode-languageserver';
import { importedModules } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';
import type { ProgramFiles } from './program-files';

/** Each program that is imported from leads to its file. */
export const documentLinks = (
  { document, analysis }: Analyzed,
  files: ProgramFiles,
): DocumentLink[] =>
  importedModules(analysis).flatMap(({ name, span }) => {
    const target = files.find(document.uri, name);
    if (target === null) return [];
    return [{ range: rangeOf(document, span), target, tooltip: `Open ${name}` }];
  });
