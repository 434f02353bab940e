import type { TextDocument } from 'vscode-languageserver-textdocument';
import { analyze } from '../language';
import type { Analysis, Edit, LintLevels, Span } from '../language';
import type { Range, TextEdit } from 'vscode-languageserver';

/** A document as it stood at one version, and what the language says of it. */
export interface Analyzed {
  readonly document: TextDocument;
  readonly text: string;
  readonly analysis: Analysis;
}

/** Reads a document anew. */
export function analyzed(document: TextDocument, lints: LintLevels = {}): Analyzed {
  const text = document.getText();
  return { document, text, analysis: analyze(text, { lints }) };
}

/** Analyses by document, each kept until its document's next version. */
export class Analyses {
  readonly #kept = new Map<string, { readonly version: number; readonly analyzed: Analyzed }>();
  readonly #lints: () => LintLevels;

  /** `lints` gives how a person wants lints to be reported. */
  constructor(lints: () => LintLevels) {
    this.#lints = lints;
  }

  of(document: TextDocument): Analyzed {
    const kept = this.#kept.get(document.uri);
    if (kept?.version === document.version) return kept.analyzed;
    const fresh = analyzed(document, this.#lints());
    this.#kept.set(document.uri, { version: document.version, analyzed: fresh });
    return fresh;
  }

  forget(uri: string): void {
    this.#kept.delete(uri);
  }

  forgetAll(): void {
    this.#kept.clear();
  }
}

/** A span of the language as a range of the protocol: both count UTF-16 code units. */
export const rangeOf = (document: TextDocument, { start, end }: Span): Range => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

/** Edits of the language as those of the protocol. */
export const textEdits = (document: TextDocument, edits: readonly Edit[]): TextEdit[] =>
  edits.map(({ span, text }) => ({ range: rangeOf(document, span), newText: text }));

/** A span without the blanks and line ends that follow it: a block's reaches to the next statement. */
export function trimmed(text: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && /\s/.test(text[last - 1]!)) last--;
  return { start, end: last };
}
