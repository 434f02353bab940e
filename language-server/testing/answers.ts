/** What the server answers to each request, as text that a fixture can hold. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentHighlight,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  MarkupContent,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { Simplification, Size } from '../../language';
import { LEGEND } from '../semantic-tokens';
import type { TestClient } from './client';
import type { Case } from './fixtures';

export type Answer = (client: TestClient, at: Case) => Promise<string>;

const place = ({ line, character }: Position): string => `${line + 1}:${character + 1}`;
export const rangeText = ({ start, end }: Range): string => `${place(start)}-${place(end)}`;
const SEVERITY = ['', 'error', 'warning', 'info', 'hint'];

const diagnosticText = (diagnostic: Diagnostic): string =>
  [
    `${rangeText(diagnostic.range)} ${SEVERITY[diagnostic.severity ?? 0]} ${diagnostic.code}: ${String(diagnostic.message)}`,
    ...(diagnostic.relatedInformation ?? []).map(
      ({ location, message }) => `  ${rangeText(location.range)} ${message}`,
    ),
  ].join('\n');

/** Asks what needs a document alone, or with the cursor as well. */
const ask = <T>(client: TestClient, method: string, at: Case, more: object = {}): Promise<T> =>
  client.rpc.sendRequest<T>(`textDocument/${method}`, { textDocument: { uri: at.uri }, ...more });

const editText = (edit: TextEdit): string =>
  `  ${rangeText(edit.range)} ${JSON.stringify(edit.newText)}`;

/** A text with edits carried out. */
export const edited = ({ uri, text }: Case, edits: TextEdit[] | null): string =>
  TextDocument.applyEdits(TextDocument.create(uri, 'optim', 0, text), edits ?? []).trimEnd();

/** A request's error in place of an answer is its sentence. */
const orRefusal = (answer: Promise<string>): Promise<string> =>
  answer.catch((error: unknown) => (error as Error).message);

const FORMAT = { tabSize: 2, insertSpaces: true };

export const ANSWERS: Readonly<Record<string, Answer>> = {
  diagnostics: async (client, { uri }) =>
    (await client.diagnostics(uri, 1)).map(diagnosticText).join('\n'),

  hover: async (client, at) => {
    const hover = await ask<Hover | null>(client, 'hover', at, { position: at.position });
    return hover === null ? 'nothing' : (hover.contents as MarkupContent).value;
  },

  /** `name(arguments): type`, filtered by what has been typed and sorted, as the editor does. */
  completion: async (client, at) => {
    const items = await ask<CompletionItem[]>(client, 'completion', at, { position: at.position });
    const key = (item: CompletionItem): string => item.sortText ?? item.label;
    return items
      .filter(({ label }) => label.startsWith(at.typed))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1))
      .map(({ label, detail, labelDetails }) => {
        const beside = detail ?? labelDetails?.description;
        return `${label}${labelDetails?.detail ?? ''}${beside === undefined ? '' : `: ${beside}`}`;
      })
      .join('\n');
  },

  /** What a person who is typing sees at the cursor, and what is underlined meanwhile. */
  'while-typing': async (client, at) => {
    const answered = async (request: string): Promise<string> =>
      (await ANSWERS[request]!(client, at)).replace(/```\w*\n?/g, '').replace(/\s*\n+\s*/g, ' / ');
    const labels = (await ANSWERS['completion']!(client, at)).split('\n');
    const first = labels.slice(0, 6).map((line) => line.replace(/[(:].*/, ''));
    return [
      `completion: ${first[0] === '' ? 'nothing' : first.join(' ')}`,
      `signature: ${await answered('signature-help')}`,
      `hover: ${await answered('hover')}`,
      await ANSWERS['diagnostics']!(client, at),
    ].join('\n');
  },

  'code-lens': async (client, at) =>
    (await ask<CodeLens[]>(client, 'codeLens', at))
      .map((lens) => `${place(lens.range.start)} ${lens.command?.title} ${lens.command?.command}`)
      .map((line) => line.trimEnd())
      .join('\n'),

  symbols: async (client, at) =>
    (await ask<DocumentSymbol[]>(client, 'documentSymbol', at))
      .map(({ name, detail, selectionRange }) => `${rangeText(selectionRange)} ${name} ${detail}`)
      .map((line) => line.trimEnd())
      .join('\n'),

  'signature-help': async (client, at) => {
    const help = await ask<SignatureHelp | null>(client, 'signatureHelp', at, {
      position: at.position,
    });
    if (help === null) return 'nothing';
    const [signature] = help.signatures;
    return `${signature?.label} at ${help.activeParameter}`;
  },

  'code-action': async (client, at) => {
    const actions = await ask<CodeAction[]>(client, 'codeAction', at, {
      range: at.range,
      context: { diagnostics: [], ...(at.argument === '' ? {} : { only: [at.argument] }) },
    });
    return actions
      .map(({ title, kind, edit, command }) =>
        [
          `${title} (${command ? `${kind}, ${command.command}` : kind})`,
          ...(edit?.changes?.[at.uri] ?? []).map(editText),
        ].join('\n'),
      )
      .join('\n');
  },

  simplify: async (client, { uri }) => {
    const found = await client.rpc.sendRequest<Simplification>('optiscope/simplify', { uri });
    if (found.problem !== null) return found.problem;
    const { changed, text, before, after, steps } = found;
    const size = ({ statements, slots, bytesPerParameter }: Size): string =>
      `${statements} operations, ${slots} slots, ${bytesPerParameter} bytes/parameter`;
    return [
      ...(changed ? [size(before), size(after)] : ['unchanged']),
      ...steps.map(
        ({ rule, condition, line, ...step }) =>
          `${line ?? '-'} ${step.before} → ${step.after} | ${rule} | ${condition}`,
      ),
      text.trimEnd(),
    ].join('\n');
  },

  'inlay-hint': async (client, at) => {
    const end = { line: at.text.split('\n').length, character: 0 };
    const hints = await ask<InlayHint[]>(client, 'inlayHint', at, {
      range: { start: { line: 0, character: 0 }, end },
    });
    const lines = at.text.split('\n');
    for (const { position, label } of hints.reverse()) {
      const line = lines[position.line]!;
      const { character } = position;
      lines[position.line] =
        `${line.slice(0, character)}«${label as string}»${line.slice(character)}`;
    }
    return lines.join('\n').trimEnd();
  },

  'call-hierarchy': async (client, at) => {
    const items = await ask<CallHierarchyItem[] | null>(client, 'prepareCallHierarchy', at, {
      position: at.position,
    });
    const [item] = items ?? [];
    if (item === undefined) return 'nothing';
    const incoming = await client.rpc.sendRequest<CallHierarchyIncomingCall[]>(
      'callHierarchy/incomingCalls',
      { item },
    );
    const outgoing = await client.rpc.sendRequest<CallHierarchyOutgoingCall[]>(
      'callHierarchy/outgoingCalls',
      { item },
    );
    return [
      `${item.name}${item.detail}`,
      ...incoming.map(({ from, fromRanges }) => `from ${from.name} ${fromRanges.map(rangeText)}`),
      ...outgoing.map(({ to, fromRanges }) => `to ${to.name} ${fromRanges.map(rangeText)}`),
    ].join('\n');
  },

  definition: async (client, at) => {
    const found = await ask<Location | null>(client, 'definition', at, { position: at.position });
    return found === null ? 'nothing' : rangeText(found.range);
  },

  references: async (client, at) => {
    const found = await ask<Location[]>(client, 'references', at, {
      position: at.position,
      context: { includeDeclaration: at.argument !== 'without the declaration' },
    });
    return found.map(({ range }) => rangeText(range)).join('\n');
  },

  'document-highlight': async (client, at) => {
    const found = await ask<DocumentHighlight[]>(client, 'documentHighlight', at, {
      position: at.position,
    });
    return found
      .map(({ range, kind }) => `${rangeText(range)} ${kind === 3 ? 'write' : 'read'}`)
      .join('\n');
  },

  rename: (client, at) =>
    orRefusal(
      (async () => {
        const { position } = at;
        const range = await ask<object | null>(client, 'prepareRename', at, { position });
        if (range === null) return 'nothing';
        const edit = await ask<WorkspaceEdit>(client, 'rename', at, {
          position,
          newName: at.argument,
        });
        return edited(at, edit.changes?.[at.uri] ?? null);
      })(),
    ),

  folding: async (client, at) =>
    (await ask<FoldingRange[]>(client, 'foldingRange', at))
      .map(({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1} ${kind ?? ''}`)
      .map((line) => line.trimEnd())
      .join('\n'),

  'selection-range': async (client, at) => {
    const ranges = await ask<SelectionRange[]>(client, 'selectionRange', at, {
      positions: [at.position],
    });
    const lines: string[] = [];
    for (let each: SelectionRange | undefined = ranges[0]; each; each = each.parent)
      lines.push(rangeText(each.range));
    return lines.join('\n');
  },

  formatting: async (client, at) =>
    edited(at, await ask<TextEdit[]>(client, 'formatting', at, { options: FORMAT })),

  'range-formatting': async (client, at) =>
    edited(
      at,
      await ask<TextEdit[]>(client, 'rangeFormatting', at, { range: at.range, options: FORMAT }),
    ),

  'on-type-formatting': async (client, at) =>
    edited(
      at,
      await ask<TextEdit[]>(client, 'onTypeFormatting', at, {
        position: at.position,
        ch: '\n',
        options: FORMAT,
      }),
    ),

  'semantic-tokens': async (client, at) => {
    const { data } = await ask<SemanticTokens>(client, 'semanticTokens/full', at);
    const lines = at.text.split('\n');
    const words: string[] = [];
    let [line, character] = [0, 0];
    for (let i = 0; i < data.length; i += 5) {
      const [down, across, length, type, modifiers] = data.slice(i, i + 5) as [
        number,
        number,
        number,
        number,
        number,
      ];
      [line, character] = [line + down, (down > 0 ? 0 : character) + across];
      const kinds = LEGEND.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
      const name = lines[line]!.slice(character, character + length);
      words.push(`${line + 1} ${name} ${[LEGEND.tokenTypes[type], ...kinds].join(' ')}`);
    }
    return words.join('\n');
  },
};
