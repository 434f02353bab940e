import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import type { CompletionItem } from 'vscode-languageserver';
import {
  ROLES,
  describeType,
  findFunction,
  functionDoc,
  oncePer,
  signatureText,
  writtenArguments,
} from '../language';
import type { FunctionEntry, ProgramSymbol } from '../language';
import { functionFits, symbolFits } from './expected';
import type { Expected } from './expected';
import { plainText } from './snippets';
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

/** What fits the place comes first; then the program's own names, the language's, and keywords and snippets last. */
const OWN = '0';
const TABLE = '1';
const WORDS = '2';
const rank = (fits: boolean, group: string, name: string): string =>
  `${fits ? '0' : '1'}${group}${name}`;

export const roleItems = (): CompletionItem[] =>
  ROLES.map((role) => ({ label: role, kind: CompletionItemKind.EnumMember }));

export const keywordItems = (words: readonly string[]): CompletionItem[] =>
  words.map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    sortText: rank(true, WORDS, label),
  }));

export const snippetItem = ({ label, detail, body }: Snippet): CompletionItem => ({
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

export const nameItems = (
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

/** What a list shows beside a label must never cut the label short: the type stands at the far end. */
export const nameItem = (
  { name, kind, type, certain, doc }: ProgramSymbol,
  fits: boolean,
): CompletionItem => ({
  label: name,
  kind: KIND[kind],
  sortText: rank(fits, OWN, name),
  ...(type === null || !certain ? {} : { labelDetails: { description: describeType(type) } }),
  ...(doc === null ? {} : { documentation: doc }),
});

/** A function that the runtime calls: its name, and its head where that is not there. */
export const headItem = (
  name: string,
  given: readonly string[],
  withHead: boolean,
): CompletionItem => ({
  label: name,
  kind: CompletionItemKind.Function,
  labelDetails: { detail: `(${given.join(', ')})` },
  ...(withHead
    ? {
        insertText: `${name}(${given.join(', ')}):\n  $0`,
        insertTextFormat: InsertTextFormat.Snippet,
      }
    : {}),
});

/** Marks what `withDocumentation` can say more of. */
const OF_TABLE = 'table';

/** A function of the language. A list of all comes with every keystroke: their documentation when it is asked for. */
export function functionItem(
  entry: FunctionEntry,
  expected: Expected,
  asCall: boolean,
): CompletionItem {
  const { calls, names } = itemsOf(entry);
  const fits = functionFits(expected, entry);
  return { ...(asCall ? calls : names), sortText: rank(fits, TABLE, entry.name) };
}

/** A chosen item of a list, with what lists leave out. */
export function withDocumentation(item: CompletionItem): CompletionItem {
  const entry = item.data === OF_TABLE ? findFunction(item.label) : undefined;
  if (!entry) return item;
  const value = `\`\`\`optim\n${signatureText(entry)}\n\`\`\`\n\n${functionDoc(entry)}`;
  return { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}

/** What completes to a call of a function, and what to its name only. */
const itemsOf = oncePer((entry: FunctionEntry) => ({
  calls: tableItem(entry, true),
  names: tableItem(entry, false),
}));

function tableItem(entry: FunctionEntry, asCall: boolean): CompletionItem {
  const names = writtenArguments(entry).map(({ name }, i) => `\${${i + 1}:${name}}`);
  const isConstant = names.length === 0;
  return {
    label: entry.name,
    kind: isConstant ? CompletionItemKind.Constant : CompletionItemKind.Function,
    // Behind the name, where a narrow list cuts it rather than the name.
    ...(isConstant
      ? {}
      : {
          labelDetails: {
            detail: `(${writtenArguments(entry)
              .map(({ name }) => name)
              .join(', ')})`,
          },
        }),
    data: OF_TABLE,
    ...(asCall && !isConstant
      ? {
          insertText: `${entry.name}(${names.join(', ')})`,
          insertTextFormat: InsertTextFormat.Snippet,
          command: { title: 'Show the parameters', command: 'editor.action.triggerParameterHints' },
        }
      : {}),
  };
}
