import type { TextDocument } from 'vscode-languageserver-textdocument';
import { analyze } from '../language';
import type { Analysis, Diagnostic, Edit, ImportResolver, LintLevels, Span } from '../language';
import type { Range, TextEdit } from 'vscode-languageserver';

/** A document as it stood at one version, and what the language says of it. */
export interface Analyzed {
  readonly document: TextDocument;
  readonly text: string;
  readonly analysis: Analysis;
}

/** Reads a document anew. */
export function analyzed(
  document: TextDocument,
  lints: LintLevels | false = {},
  imports: ImportResolver = () => null,
): Analyzed {
  const text = document.getText();
  const name = programName(document.uri);
  return { document, text, analysis: analyze(text, { name, lints, imports }) };
}

interface Kept {
  readonly version: number;
  readonly checked: Analyzed;
  linted: Analyzed | null;
}

/** Finds what a program imports from: beside it, else in the gallery. */
export const importsFrom =
  (uri: string, gallery: string | null, textAt: (uri: string) => string | null): ImportResolver =>
  (module) =>
    textAt(`${uri.slice(0, uri.lastIndexOf('/'))}/${module}.optim`) ??
    (gallery === null ? null : textAt(`${gallery}/${module}.optim`));

const programName = (uri: string): string =>
  uri.slice(uri.lastIndexOf('/') + 1).replace(/\.optim$/, '');

/** Analyses by document, each kept until its document's next version. */
export class Analyses {
  readonly #kept = new Map<string, Kept>();
  readonly #lints: () => LintLevels;
  readonly #importsOf: (uri: string) => ImportResolver;

  /**
   * @param lints how a person wants lints to be reported
   * @param importsOf where a document's imports are found
   */
  constructor(lints: () => LintLevels, importsOf: (uri: string) => ImportResolver) {
    this.#lints = lints;
    this.#importsOf = importsOf;
  }

  /** What the checker says: types, names and errors, without the lints, which take several times as long. */
  of(document: TextDocument): Analyzed {
    return this.#at(document).checked;
  }

  /** What the lints say as well. */
  linted(document: TextDocument): Analyzed {
    const kept = this.#at(document);
    const { checked } = kept;
    kept.linted ??= { ...checked, analysis: checked.analysis.withLints(this.#lints()) };
    return kept.linted;
  }

  /** Adds what probes have found in a document, if it still stands at the version that they were run on. */
  add(document: TextDocument, version: number, found: readonly Diagnostic[]): void {
    if (document.version !== version) return;
    const { analysis, ...rest } = this.linted(document);
    const merged = [...analysis.diagnostics, ...analysis.notes, ...found].sort(
      (a, b) => a.span.start - b.span.start,
    );
    this.#at(document).linted = {
      ...rest,
      analysis: {
        ...analysis,
        diagnostics: merged.filter(({ severity }) => severity !== 'info'),
        notes: merged.filter(({ severity }) => severity === 'info'),
      },
    };
  }

  #at(document: TextDocument): Kept {
    const kept = this.#kept.get(document.uri);
    if (kept?.version === document.version) return kept;
    const fresh: Kept = {
      version: document.version,
      checked: analyzed(document, false, this.#importsOf(document.uri)),
      linted: null,
    };
    this.#kept.set(document.uri, fresh);
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
