import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzed } from './analyses';
import { completions } from './completion';
import { diagnosticsOf } from './diagnostics';
import { formatDocument } from './formatting';
import { ProgramFiles } from './program-files';
import { semanticTokens } from './semantic-tokens';
import { RULES, plainText } from './snippets';

/** How often each rule is read: by then V8 has compiled what reading takes, and more brings little. */
const ROUNDS = 12;

/** Nothing but the text itself. */
const NO_FILES = new ProgramFiles(
  null,
  () => null,
  (document) => analyzed(document),
  () => [],
);

/**
 * Reads small programs before a person has typed anything, so that the first keystrokes are answered as fast as
 * later ones: a JavaScript engine compiles what it has run often. One program at a time, so that whatever is asked
 * meanwhile waits for no more than one.
 *
 * @param soon calls back when what has been asked has been answered
 */
export function warmUp(soon: (next: () => void) => void): void {
  const texts = RULES.map(({ body }) => plainText(body));
  let left = ROUNDS * texts.length;
  const readOne = (): void => {
    read(texts[left-- % texts.length]!);
    if (left > 0) soon(readOne);
  };
  soon(readOne);
}

function read(text: string): void {
  const document = TextDocument.create('untitled:warm-up', 'optim', 1, text);
  const program = analyzed(document);
  const inExpression = document.positionAt(text.lastIndexOf('return ') + 'return '.length);
  diagnosticsOf(program);
  semanticTokens(program);
  formatDocument(program);
  JSON.stringify(completions(program, inExpression, true, NO_FILES));
}
