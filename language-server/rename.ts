import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver';
import { rename, renameable } from '../language';
import { rangeOf, textEdits } from './analyses';
import type { Analyzed } from './analyses';

/** The name that a rename would begin with; the editor shows a refusal's sentence. */
export function prepareRename(
  { document, analysis }: Analyzed,
  position: Position,
): { range: Range; placeholder: string } | null {
  const found = renameable(analysis, document.offsetAt(position));
  if (found === null) return null;
  if ('refusal' in found) throw new ResponseError(LSPErrorCodes.RequestFailed, found.refusal);
  return { range: rangeOf(document, found.span), placeholder: found.name };
}

/** Renames a slot, hyperparameter, local or helper wherever its program names it. */
export function renameSymbol(
  { document, analysis }: Analyzed,
  position: Position,
  name: string,
): WorkspaceEdit {
  const edits = rename(analysis, document.offsetAt(position), name);
  if ('refusal' in edits) throw new ResponseError(LSPErrorCodes.RequestFailed, edits.refusal);
  return { changes: { [document.uri]: textEdits(document, edits) } };
}
