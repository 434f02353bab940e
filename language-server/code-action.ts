import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, Range } from 'vscode-languageserver';
import { textEdits } from './analyses';
import type { Analyzed } from './analyses';

/** The repairs that diagnostics within a range bring along. */
export function codeActions({ document, analysis }: Analyzed, range: Range): CodeAction[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  return analysis.diagnostics
    .filter(({ span }) => span.start <= end && span.end >= start)
    .flatMap(({ fixes }) => fixes ?? [])
    .map(({ title, edits }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      edit: {
        changes: { [document.uri]: textEdits(document, edits) },
      },
    }));
}
