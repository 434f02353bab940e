import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import type { CompletionItem, Position } from 'vscode-languageserver';
import {
  FUNCTIONS,
  HYPER_SCALES,
  ROLES,
  SCOPES,
  SIZES,
  describeType,
  exportedSymbols,
  writtenArguments,
  functionDoc,
  signatureText,
} from '../language';
import type { Definition, FunctionEntry, ProgramSymbol } from '../language';
import type { Analyzed } from './analyses';
import { expectedAt, functionFits, symbolFits } from './expected';
import type { Expected } from './expected';
import { callAround, surrounding } from './lexical';
import type { ProgramFiles } from './program-files';
import { DECLARATIONS, RULES, STATEMENTS, plainText } from './snippets';
import type { Snippet } from './snippets';

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

const STATEMENT_WORDS = ['if', 'elif', 'else', 'for', 'return', 'pass'] as const;
const IN_EXPRESSIONS = ['and', 'or', 'not', 'True', 'False'] as const;
const DECLARATION_KINDS = ['hyper', 'flag', 'choice', 'state'] as const;

/** What fits the place comes first; then the program's own names, the language's, and keywords and snippets last. */
const OWN = '0';
const TABLE = '1';
const WORDS = '2';
const rank = (fits: boolean, group: string, name: string): string =>
  `${fits ? '0' : '1'}${group}${name}`;

/** What may stand at a place. The editor filters by what has been typed of it. */
export function completions(
  analyzed: Analyzed,
  position: Position,
  withSnippets: boolean,
  files: ProgramFiles,
): CompletionItem[] {
  const { document, text, analysis } = analyzed;
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
  const snippets = (list: readonly Snippet[]): CompletionItem[] =>
    withSnippets ? list.map(snippetItem) : [];
  if (/^from\b/.test(line)) return importItems(analyzed, line, files);
  if (/^\s*(def|import)\b[^(]*$/.test(line) || /(?<![A-Za-z_])\d[\w.]*$/.test(line)) return [];
  if (/^[A-Za-z_]\w*\s*:\s*\w*$/.test(line)) return keywordItems(DECLARATION_KINDS);
  if (/^\w*$/.test(line)) {
    const hasRule = definitionNamed(analyzed, 'train') !== undefined;
    return [
      ...keywordItems(['def', 'from']),
      ...snippets([...DECLARATIONS, ...(hasRule ? [] : RULES)]),
    ];
  }
  const call = callAround(text, offset);
  if (call?.name === 'hyper' && isDeclaration(line))
    return call.argument === 2 ? keywordItems(HYPER_SCALES) : [];
  if (call?.name === 'state' && isDeclaration(line))
    return keywordItems(call.argument === 0 ? [...SCOPES, ...SIZES] : SIZES);
  if (call === null && /^\s+return\b[^#]*,\s*\w*$/.test(line)) {
    const slots = missingSlots(analyzed, offset, line);
    if (slots.length > 0) return slots;
  }
  const expected = expectedAt(text, offset);
  const called = /^[A-Za-z_]*\s*\(/.test(text.slice(offset));
  const startsLine = /^\s+\w*$/.test(line);
  return [
    ...nameItems(analysis.symbols.visibleAt(offset), expected, withSnippets && !called),
    ...FUNCTIONS.filter(({ callable }) => callable).map((entry) =>
      functionItem(entry, expected, withSnippets && !called),
    ),
    ...keywordItems(startsLine ? STATEMENT_WORDS : IN_EXPRESSIONS),
    ...(startsLine ? snippets(STATEMENTS) : []),
  ];
}

/** In an import: the programs that there are, `import`, then what the program offers. */
function importItems(
  { document: { uri } }: Analyzed,
  line: string,
  files: ProgramFiles,
): CompletionItem[] {
  if (/^from\s+\w*$/.test(line))
    return files.modulesFor(uri).map((label) => ({ label, kind: CompletionItemKind.Module }));
  if (/^from\s+\w+\s+\w*$/.test(line)) return keywordItems(['import']);
  const module = /^from\s+(\w+)\s+import\s+(\w+(\s+as\s+\w+)?\s*,\s*)*\w*$/.exec(line)?.[1];
  const place = module === undefined ? null : files.find(uri, module);
  const program = place === null ? null : files.programAt(place);
  return program ? exportedSymbols(program.analysis).map((symbol) => nameItem(symbol, true)) : [];
}

const isDeclaration = (line: string): boolean => /^\w+\s*:/.test(line);

const definitionNamed = ({ analysis }: Analyzed, name: string): Definition | undefined =>
  analysis.tree.items.find(
    (item): item is Definition => item.kind === 'definition' && item.name.name === name,
  );

/** Behind the update in an entry's `return`: the slots that it does not name yet. */
function missingSlots({ analysis }: Analyzed, offset: number, line: string): CompletionItem[] {
  const around = analysis.tree.items.filter(({ span }) => span.start <= offset).at(-1);
  const isEntry = around?.kind === 'definition' && /^(train|\w+_transform)$/.test(around.name.name);
  if (!isEntry) return [];
  const listed = new Set(behindFirst(line).replace(/\w*$/, '').split(/\W+/));
  return analysis.symbols
    .visibleAt(offset)
    .filter(({ kind, name }) => kind === 'slot' && !listed.has(name))
    .map((symbol) => nameItem(symbol, true));
}

/** What stands behind a line's first comma outside parentheses. */
function behindFirst(line: string): string {
  let depth = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '(') depth++;
    else if (line[i] === ')') depth--;
    else if (line[i] === ',' && depth <= 0) return line.slice(i + 1);
  }
  return '';
}

const roleItems = (): CompletionItem[] =>
  ROLES.map((role) => ({ label: role, kind: CompletionItemKind.EnumMember }));

const keywordItems = (words: readonly string[]): CompletionItem[] =>
  words.map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    sortText: rank(true, WORDS, label),
  }));

const snippetItem = ({ label, detail, body }: Snippet): CompletionItem => ({
  label,
  kind: CompletionItemKind.Snippet,
  detail,
  documentation: {
    kind: MarkupKind.Markdown,
    value: `\`\`\`optim\n${plainText(body).trimEnd()}\n\`\`\``,
  },
  insertText: body,
  insertTextFormat: InsertTextFormat.Snippet,
  sortText: rank(true, WORDS, `${label} `),
});

const nameItems = (
  symbols: readonly ProgramSymbol[],
  expected: Expected,
  asCall: boolean,
): CompletionItem[] =>
  symbols.map((symbol) => ({
    ...nameItem(symbol, symbolFits(expected, symbol)),
    ...(symbol.kind === 'helper' && asCall
      ? { insertText: `${symbol.name}($0)`, insertTextFormat: InsertTextFormat.Snippet }
      : {}),
  }));

const nameItem = ({ name, kind, type, doc }: ProgramSymbol, fits: boolean): CompletionItem => ({
  label: name,
  kind: KIND[kind],
  sortText: rank(fits, OWN, name),
  ...(type === null ? {} : { detail: describeType(type) }),
  ...(doc === null ? {} : { documentation: doc }),
});

function functionItem(entry: FunctionEntry, expected: Expected, asCall: boolean): CompletionItem {
  const names = writtenArguments(entry).map(({ name }, i) => `\${${i + 1}:${name}}`);
  const isConstant = names.length === 0;
  return {
    label: entry.name,
    kind: isConstant ? CompletionItemKind.Constant : CompletionItemKind.Function,
    detail: signatureText(entry),
    documentation: { kind: MarkupKind.Markdown, value: functionDoc(entry) },
    sortText: rank(functionFits(expected, entry), TABLE, entry.name),
    ...(asCall && !isConstant
      ? {
          insertText: `${entry.name}(${names.join(', ')})`,
          insertTextFormat: InsertTextFormat.Snippet,
          command: { title: 'Show the parameters', command: 'editor.action.triggerParameterHints' },
        }
      : {}),
  };
}
