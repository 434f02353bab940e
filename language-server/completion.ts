import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import type { CompletionItem, Position } from 'vscode-languageserver';
import { FUNCTIONS, ROLES, describeType } from '../language';
import type { FunctionEntry, ProgramSymbol } from '../language';
import type { Analyzed } from './analyses';
import { surrounding } from './lexical';
import { functionDoc, signatureText } from './words';

const KIND: Readonly<Record<ProgramSymbol['kind'], CompletionItemKind>> = {
  input: CompletionItemKind.Variable,
  hyper: CompletionItemKind.Property,
  constant: CompletionItemKind.Constant,
  flag: CompletionItemKind.Property,
  choice: CompletionItemKind.Property,
  slot: CompletionItemKind.Field,
  local: CompletionItemKind.Variable,
  parameter: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  helper: CompletionItemKind.Function,
  entry: CompletionItemKind.Function,
};

const STATEMENTS = ['if', 'elif', 'else', 'for', 'return', 'pass'] as const;
const IN_EXPRESSIONS = ['and', 'or', 'not', 'True', 'False'] as const;
const DECLARATION_KINDS = ['hyper', 'flag', 'choice', 'state'] as const;

/** The program's own names come before the language's, and keywords last. */
const FIRST = '0';
const SECOND = '1';
const LAST = '2';

/** What may stand at a place. The editor filters by what has been typed of it. */
export function completions(
  { document, text, analysis }: Analyzed,
  position: Position,
  snippets: boolean,
): CompletionItem[] {
  const offset = document.offsetAt(position);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  switch (surrounding(text, offset)) {
    case 'comment':
      return [];
    case 'string':
      return /\brole\s*\([^)]*\)\s*[!=]=\s*["'][A-Za-z]*$/.test(line) ? roleItems() : [];
    case 'code':
      break;
  }
  if (/^\s*(def|import|from)\b[^(]*$/.test(line) || /(?<![A-Za-z_])\d[\w.]*$/.test(line)) return [];
  if (/^[A-Za-z_]\w*\s*:\s*\w*$/.test(line)) return keywordItems(DECLARATION_KINDS);
  if (/^\w*$/.test(line)) return keywordItems(['def']);
  const called = /^[A-Za-z_]*\s*\(/.test(text.slice(offset));
  const startsLine = /^\s+\w*$/.test(line);
  return [
    ...nameItems(analysis.symbols.visibleAt(offset)),
    ...FUNCTIONS.filter(({ callable }) => callable).map((entry) =>
      functionItem(entry, snippets && !called),
    ),
    ...keywordItems(startsLine ? STATEMENTS : IN_EXPRESSIONS),
  ];
}

const roleItems = (): CompletionItem[] =>
  ROLES.map((role) => ({ label: role, kind: CompletionItemKind.EnumMember }));

const keywordItems = (words: readonly string[]): CompletionItem[] =>
  words.map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    sortText: `${LAST}${label}`,
  }));

const nameItems = (symbols: readonly ProgramSymbol[]): CompletionItem[] =>
  symbols.map(({ name, kind, type, doc }) => ({
    label: name,
    kind: KIND[kind],
    sortText: `${FIRST}${name}`,
    ...(type === null ? {} : { detail: describeType(type) }),
    ...(doc === null ? {} : { documentation: doc }),
  }));

function functionItem(entry: FunctionEntry, snippet: boolean): CompletionItem {
  const names = entry.signature.arguments.map(({ name }, i) => `\${${i + 1}:${name}}`);
  return {
    label: entry.name,
    kind: CompletionItemKind.Function,
    detail: signatureText(entry),
    documentation: { kind: MarkupKind.Markdown, value: functionDoc(entry) },
    sortText: `${SECOND}${entry.name}`,
    ...(snippet
      ? {
          insertText: `${entry.name}(${names.join(', ')})`,
          insertTextFormat: InsertTextFormat.Snippet,
        }
      : {}),
  };
}
