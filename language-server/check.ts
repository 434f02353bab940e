import { RequestType } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver';

/**
 * Asks for a document's diagnostics as it stands now: those that are published may be a version behind. The
 * extension asks before it trains.
 */
export const CHECK = new RequestType<{ readonly uri: string }, Diagnostic[], void>(
  'optiscope/check',
);
