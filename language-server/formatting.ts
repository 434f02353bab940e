import type { Position, Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { formatEdits } from '../language';
import { textEdits } from './analyses';

/** The whole program laid out anew; nothing while it has syntax errors. */
export const formatDocument = (document: TextDocument): TextEdit[] =>
  textEdits(document, formatEdits(document.getText()));

/** What formatting would change within a range. */
export function formatRange(document: TextDocument, { start, end }: Range): TextEdit[] {
  const within = { start: document.offsetAt(start), end: document.offsetAt(end) };
  return textEdits(document, formatEdits(document.getText(), within));
}

/** Behind Enter: the line that has just been finished, up to its end. */
export function formatOnType(document: TextDocument, { line }: Position): TextEdit[] {
  if (line === 0) return [];
  const text = document.getText();
  const start = document.offsetAt({ line: line - 1, character: 0 });
  const end = document.offsetAt({ line, character: 0 });
  const lineEnd = start + text.slice(start, end).trimEnd().length;
  return textEdits(document, formatEdits(text, { start, end: lineEnd }));
}
