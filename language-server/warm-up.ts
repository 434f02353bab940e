import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzed } from './analyses';
import { codeActions } from './code-action';
import { codeLenses } from './code-lens';
import { completions } from './completion';
import { diagnosticsOf } from './diagnostics';
import { documentHighlights } from './document-highlight';
import { documentSymbols } from './document-symbols';
import { foldingRanges } from './folding';
import { formatDocument, formatOnType } from './formatting';
import { hover } from './hover';
import { inlayHints } from './inlay-hint';
import { ProgramFiles } from './program-files';
import { semanticTokens } from './semantic-tokens';
import { signatureHelp } from './signature-help';
import { RULES, plainText } from './snippets';

/** How often each rule is read: by then V8 has compiled what reading takes, and more brings little. */
const ROUNDS = 12;

/** A person who types comes first: the next program is read when nothing has changed for so long. */
const QUIET_MS = 50;

/** Nothing but the text itself. */
const NO_FILES = new ProgramFiles(
  null,
  () => null,
  (document) => analyzed(document),
  () => [],
);

/**
 * Reads small programs before a person has typed anything, so that the first keystrokes are answered as fast as
 * later ones: a JavaScript engine compiles what it has run often. One program at a time, and none while someone
 * types, so that whatever is asked meanwhile waits for no more than one.
 *
 * @param whenQuiet calls back when what has been asked has been answered, and nobody types
 */
export function warmUp(whenQuiet: (next: () => void) => void): void {
  const texts = RULES.map(({ body }) => plainText(body));
  let left = ROUNDS * texts.length;
  const readOne = (): void => {
    read(texts[left-- % texts.length]!);
    if (left > 0) whenQuiet(readOne);
  };
  whenQuiet(readOne);
}

/** Calls back once nothing has been typed for a while. `sinceTyped`: for how many milliseconds that is so. */
export const inQuiet =
  (sinceTyped: () => number) =>
  (next: () => void): void => {
    const look = (): void => {
      const since = sinceTyped();
      if (since >= QUIET_MS) next();
      else setTimeout(look, QUIET_MS - since);
    };
    setTimeout(look);
  };

/** Asks what an editor asks of a program. */
function read(text: string): void {
  const document = TextDocument.create('untitled:warm-up', 'optim', 1, text);
  const program = analyzed(document);
  const inExpression = document.positionAt(text.lastIndexOf('return ') + 'return '.length);
  const all = { start: document.positionAt(0), end: document.positionAt(text.length) };
  JSON.stringify([
    diagnosticsOf(program),
    completions(program, inExpression, true, NO_FILES),
    semanticTokens(program),
    documentSymbols(program),
    documentHighlights(program, inExpression),
    foldingRanges(program),
    codeLenses(program, true, null),
    codeActions(program, all, {}),
    inlayHints(program, all),
    hover(program, inExpression, NO_FILES, () => program.analysis.notes),
    signatureHelp(program, inExpression),
    formatDocument(document),
    formatOnType(document, all.end),
  ]);
}
