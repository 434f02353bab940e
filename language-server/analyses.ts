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
  /** The programs that it imports from, and those that they do. */
  readonly modules: ReadonlySet<string>;
  linted: Analyzed | null;
  /** What probes have found. */
  found: readonly Diagnostic[];
}

/** A program's name: its file's, without the ending. */
export const programName = (uri: string): string =>
  uri.slice(uri.lastIndexOf('/') + 1).replace(/\.optim$/, '');

/** Analyses by document, each kept until its document's next version. */
export class Analyses {
  readonly #kept = new Map<string, Kept>();
  readonly #lints: () => LintLevels;
  readonly #importsOf: (uri: string) => ImportResolver;
  readonly #recognized: (uri: string) => string | null;

  /**
   * @param lints how a person wants lints to be reported
   * @param importsOf where a document's imports are found
   * @param recognized which published rule a document's program is, as far as that has been found out
   */
  constructor(
    lints: () => LintLevels,
    importsOf: (uri: string) => ImportResolver,
    recognized: (uri: string) => string | null,
  ) {
    this.#lints = lints;
    this.#importsOf = importsOf;
    this.#recognized = recognized;
  }

  /** What the checker says: types, names and errors, without the lints, which take several times as long. */
  of(document: TextDocument): Analyzed {
    return this.#at(document).checked;
  }

  /** What the lints say as well. */
  linted(document: TextDocument): Analyzed {
    const kept = this.#at(document);
    const { checked, found } = kept;
    kept.linted ??= {
      ...checked,
      analysis: merged(
        checked.analysis.withLints(this.#lints(), () => this.#recognized(document.uri)),
        found,
      ),
    };
    return kept.linted;
  }

  /** What the lints say as well, where they have been asked already. */
  asFarAsKnown(document: TextDocument): Analyzed {
    const { linted, checked } = this.#at(document);
    return linted ?? checked;
  }

  /** Adds what probes have found in a document, if it still stands at the version that they were run on. */
  add(document: TextDocument, version: number, found: readonly Diagnostic[]): void {
    if (document.version !== version) return;
    this.#at(document).found = found;
    this.renew(document);
  }

  /** Lints a document anew when it is asked for: something has been found out about it. */
  renew(document: TextDocument): void {
    this.#at(document).linted = null;
  }

  #at(document: TextDocument): Kept {
    const kept = this.#kept.get(document.uri);
    if (kept?.version === document.version) return kept;
    const modules = new Set<string>();
    const resolve = this.#importsOf(document.uri);
    const imports: ImportResolver = (module) => {
      modules.add(module);
      return resolve(module);
    };
    const checked = analyzed(document, false, imports);
    const fresh: Kept = { version: document.version, checked, modules, linted: null, found: [] };
    this.#kept.set(document.uri, fresh);
    return fresh;
  }

  forget(uri: string): void {
    this.#kept.delete(uri);
  }

  /** Forgets what was found with a program that has changed, and says of which documents. */
  forgetImporters(changed: string): string[] {
    const name = programName(changed);
    const importers = [...this.#kept].filter(
      ([uri, { modules }]) => uri !== changed && modules.has(name),
    );
    for (const [uri] of importers) this.#kept.delete(uri);
    return importers.map(([uri]) => uri);
  }

  forgetAll(): void {
    this.#kept.clear();
  }
}

function merged(analysis: Analysis, found: readonly Diagnostic[]): Analysis {
  if (found.length === 0) return analysis;
  const all = [...analysis.diagnostics, ...analysis.notes, ...found].sort(
    (a, b) => a.span.start - b.span.start,
  );
  return {
    ...analysis,
    diagnostics: all.filter(({ severity }) => severity !== 'info'),
    notes: all.filter(({ severity }) => severity === 'info'),
  };
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
