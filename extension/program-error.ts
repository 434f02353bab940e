import * as vscode from 'vscode';
import type { Diagnostic } from 'vscode-languageclient';
import type { LanguageRequests } from './language-request';

/** As language-server/check.ts answers it: a document's diagnostics as it stands now. */
const CHECK = 'optiscope/check';
const SEVERITY_ERROR = 1;

export interface ProgramError {
  readonly message: string;
  readonly range: vscode.Range;
}

/** The first error of a program as it stands in the editor; null if it has none. */
export async function firstError(
  server: LanguageRequests,
  document: vscode.TextDocument,
): Promise<ProgramError | null> {
  const diagnostics = await server.sendRequest<Diagnostic[]>(CHECK, {
    uri: document.uri.toString(),
  });
  const error = diagnostics
    .filter((diagnostic) => diagnostic.severity === SEVERITY_ERROR)
    .sort((a, b) => a.range.start.line - b.range.start.line)[0];
  if (error === undefined) return null;
  const { message, range } = error;
  const { start, end } = range;
  return {
    message: typeof message === 'string' ? message : message.value,
    range: new vscode.Range(start.line, start.character, end.line, end.character),
  };
}
