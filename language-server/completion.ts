import { CompletionItemKind } from 'vscode-languageserver';
import type { CompletionItem, Position } from 'vscode-languageserver';
import { FUNCTIONS, HYPER_SCALES, SCOPES, SIZES, exportedSymbols } from '../language';
import type { Definition, FunctionEntry, ProgramSymbol } from '../language';
import type { Analyzed } from './analyses';
import {
  functionItem,
  headItem,
  keywordItems,
  nameItem,
  nameItems,
  roleItems,
  snippetItem,
} from './completion-items';
import { ANYTHING, expectedAt } from './expected';
import type { Expected } from './expected';
import { callAround, surrounding } from './lexical';
import type { ProgramFiles } from './program-files';
import { DECLARATIONS, RULES, STATEMENTS } from './snippets';
import type { Snippet } from './snippets';

const STATEMENT_WORDS = ['if', 'elif', 'else', 'for', 'return', 'pass'] as const;
const IN_EXPRESSIONS = ['and', 'or', 'not', 'True', 'False'] as const;
const DECLARATION_KINDS = ['hyper', 'flag', 'choice', 'state'] as const;

/** The functions that the runtime calls, with what each is given besides its slots. */
const HEADS: Readonly<Record<string, readonly string[]>> = {
  train: ['w', 'g', 'lr'],
  grad_transform: ['w', 'g'],
  update_transform: ['w', 'update', 'g', 'lr'],
  eval_point: ['w'],
};

/** A place in a program where something is to be completed. */
interface Place {
  readonly analyzed: Analyzed;
  readonly offset: number;
  /** Its line, up to the cursor. */
  readonly line: string;
  readonly withSnippets: boolean;
}

/** What may stand at a place. The editor filters by what has been typed of it. */
export function completions(
  analyzed: Analyzed,
  position: Position,
  withSnippets: boolean,
  files: ProgramFiles,
): CompletionItem[] {
  const { document, text } = analyzed;
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
  const place = { analyzed, offset, line, withSnippets };
  if (/^from\b/.test(line)) return importItems(analyzed, line, files);
  if (/^def\b/.test(line)) return headItems(place);
  // Behind a number, and right behind what is whole, nothing can be completed.
  if (/^\s*import\b/.test(line) || /(?<![A-Za-z_])\d[\w.]*$|\)$/.test(line)) return [];
  if (/\)\s+\w*$/.test(line)) return keywordItems(['and', 'or']);
  if (/^[A-Za-z_]\w*\s*:\s*\w*$/.test(line)) return keywordItems(DECLARATION_KINDS);
  if (/^\w*$/.test(line)) return topLevelItems(place);
  return declarationItems(place) ?? expressionItems(place);
}

/** Where a line of the file starts: declarations, functions, and whole rules where there is none yet. */
function topLevelItems({ analyzed, withSnippets }: Place): CompletionItem[] {
  const hasRule = definitionNamed(analyzed, 'train') !== undefined;
  const snippets = withSnippets ? [...DECLARATIONS, ...(hasRule ? [] : RULES)] : [];
  return [...keywordItems(['def', 'from']), ...snippets.map(snippetItem)];
}

/** In the head of a function: the name of one that the runtime calls, then what that is given, and declared slots. */
function headItems({ analyzed, offset, line, withSnippets }: Place): CompletionItem[] {
  const { analysis, text } = analyzed;
  if (/^def\s+\w*$/.test(line)) {
    const hasEntry = Object.keys(HEADS).some(
      (name) => name !== 'eval_point' && isElsewhere(definitionNamed(analyzed, name), offset),
    );
    const names = Object.keys(HEADS).filter(
      (name) =>
        !isElsewhere(definitionNamed(analyzed, name), offset) &&
        !(hasEntry && name !== 'eval_point'),
    );
    const isHeadThere = /^\w*\s*\(/.test(text.slice(offset));
    return names.map((name) => headItem(name, HEADS[name]!, withSnippets && !isHeadThere));
  }
  const [, name = '', before = ''] = /^def\s+(\w+)\s*\(([^)]*)$/.exec(line) ?? [];
  const after = /^[^)\n]*/.exec(text.slice(offset))![0];
  const listed = new Set(`${before.replace(/\w*$/, '')} ${after}`.split(/\W+/));
  const given = HEADS[name];
  if (given === undefined) return [];
  const slots = analysis.tree.items.flatMap((item) =>
    item.kind === 'declaration' && /^state\b/.test(annotationText(text, item))
      ? [item.name.name]
      : [],
  );
  return [...given, ...slots]
    .filter((each) => !listed.has(each))
    .map((label) => ({ label, kind: CompletionItemKind.Variable }));
}

const isElsewhere = (definition: Definition | undefined, offset: number): boolean =>
  definition !== undefined && (offset < definition.span.start || definition.name.span.end < offset);

const annotationText = (
  text: string,
  { annotation }: { readonly annotation: { readonly span: { readonly start: number } } | null },
): string => (annotation === null ? '' : text.slice(annotation.span.start));

/** Behind a declaration's `=`, and among the arguments of its kind; null anywhere else. */
function declarationItems(place: Place): CompletionItem[] | null {
  const { analyzed, offset, line, withSnippets } = place;
  const { text, analysis } = analyzed;
  const call = callAround(text, offset);
  const [, kind] = /^\w+\s*(?::\s*(\w+)[^=]*)?=[^=]*$/.exec(line) ?? [];
  const isDeclaration = /^\w+\s*:/.test(line);
  if (isDeclaration && call?.name === 'hyper' && kind === undefined)
    return call.argument === 2 ? keywordItems(HYPER_SCALES) : [];
  if (isDeclaration && call?.name === 'state' && kind === undefined)
    return keywordItems(call.argument === 0 ? [...SCOPES, ...SIZES] : SIZES);
  if (!/^\w+\s*(:[^=]*)?=/.test(line)) return null;
  if (kind === 'flag') return keywordItems(['True', 'False']);
  if (kind === 'choice') return [];
  const known = analysis.symbols.visibleAt(offset);
  const constants = known.filter((symbol) => symbol.kind === 'constant');
  if (kind !== 'state') return nameItems(constants, ANYTHING, false);
  const early = known.filter((symbol) => EARLY.has(symbol.kind));
  const expected = expectedAt(text, offset);
  return [
    ...['w', 'g'].map((label) => ({ label, kind: CompletionItemKind.Variable, sortText: '00' })),
    ...nameItems(early, expected, false),
    ...functionItems(expected, ({ meaning }) => !asksModel(meaning), withSnippets),
  ];
}

/** What is known before the first step. */
const EARLY: ReadonlySet<ProgramSymbol['kind']> = new Set(['hyper', 'constant', 'flag', 'choice']);

const asksModel = (meaning: FunctionEntry['meaning']): boolean =>
  meaning.per === 'pass' || (meaning.per === 'definition' && meaning.asksModel === true);

/** In a function's body. */
function expressionItems(place: Place): CompletionItem[] {
  const { analyzed, offset, line, withSnippets } = place;
  const { text, analysis } = analyzed;
  const call = callAround(text, offset);
  if (call === null && /^\s+return\b[^#]*,\s*\w*$/.test(line)) {
    const slots = missingSlots(analyzed, offset, line);
    if (slots.length > 0) return slots;
  }
  const known = analysis.symbols.visibleAt(offset);
  if (call?.name === 'range')
    return nameItems(
      known.filter(({ kind }) => kind === 'constant'),
      ANYTHING,
      false,
    );
  const called = /^[A-Za-z_]*\s*\(/.test(text.slice(offset));
  const startsLine = /^\s+\w*$/.test(line);
  const expected = expectedAt(text, offset);
  const snippets: readonly Snippet[] = startsLine && withSnippets ? STATEMENTS : [];
  return [
    ...nameItems(known, expected, withSnippets && !called),
    ...functionItems(expected, () => true, withSnippets && !called),
    ...keywordItems(startsLine ? STATEMENT_WORDS : IN_EXPRESSIONS),
    ...snippets.map(snippetItem),
  ];
}

function functionItems(
  expected: Expected,
  isWanted: (entry: FunctionEntry) => boolean,
  asCall: boolean,
): CompletionItem[] {
  return FUNCTIONS.filter((entry) => entry.callable && isWanted(entry)).map((entry) =>
    functionItem(entry, expected, asCall),
  );
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
