/**
 * The server as an editor sees it: a process of its own, over JSON-RPC. A case is a file in fixtures/REQUEST/: a
 * program with `|` where the cursor is, a line of `===`, and the answer. `\r` and others are made in code below.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  MarkupContent,
  Position,
  Range,
  SignatureHelp,
} from 'vscode-languageserver/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestClient } from './test-client';

let client: TestClient;
beforeAll(async () => {
  client = await TestClient.start();
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

const place = ({ line, character }: Position): string => `${line + 1}:${character + 1}`;
const range = ({ start, end }: Range): string => `${place(start)}-${place(end)}`;
const SEVERITY = ['', 'error', 'warning', 'info', 'hint'];

const diagnosticText = (diagnostic: Diagnostic): string =>
  [
    `${range(diagnostic.range)} ${SEVERITY[diagnostic.severity ?? 0]} ${diagnostic.code}: ${String(diagnostic.message)}`,
    ...(diagnostic.relatedInformation ?? []).map(
      ({ location, message }) => `  ${range(location.range)} ${message}`,
    ),
  ].join('\n');

interface Case {
  readonly uri: string;
  readonly position: Position;
  /** The part of a word before the cursor. */
  readonly typed: string;
}

/** Each request's answer as text. */
const REQUESTS: Readonly<Record<string, (at: Case) => Promise<string>>> = {
  diagnostics: async ({ uri }) => (await client.diagnostics(uri, 1)).map(diagnosticText).join('\n'),

  hover: async ({ uri, position }) => {
    const hover = await client.rpc.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri },
      position,
    });
    return hover === null ? 'nothing' : (hover.contents as MarkupContent).value;
  },

  /** `name: detail`, filtered by what has been typed and sorted, as the editor does. */
  completion: async ({ uri, position, typed }) => {
    const items = await client.rpc.sendRequest<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position,
    });
    const key = (item: CompletionItem): string => item.sortText ?? item.label;
    return items
      .filter(({ label }) => label.startsWith(typed))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1))
      .map(({ label, detail }) => (detail === undefined ? label : `${label}: ${detail}`))
      .join('\n');
  },

  'code-lens': async ({ uri }) => {
    const lenses = await client.rpc.sendRequest<CodeLens[]>('textDocument/codeLens', {
      textDocument: { uri },
    });
    return lenses
      .map((lens) => `${place(lens.range.start)} ${lens.command?.title} ${lens.command?.command}`)
      .map((line) => line.trimEnd())
      .join('\n');
  },

  symbols: async ({ uri }) => {
    const symbols = await client.rpc.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    return symbols
      .map(({ name, detail, selectionRange }) => `${range(selectionRange)} ${name} ${detail}`)
      .map((line) => line.trimEnd())
      .join('\n');
  },

  'signature-help': async ({ uri, position }) => {
    const help = await client.rpc.sendRequest<SignatureHelp | null>('textDocument/signatureHelp', {
      textDocument: { uri },
      position,
    });
    if (help === null) return 'nothing';
    const [signature] = help.signatures;
    return `${signature?.label} at ${help.activeParameter}`;
  },

  'code-action': async ({ uri, position }) => {
    const actions = await client.rpc.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    return actions
      .map(({ title, edit }) => {
        const edits = edit?.changes?.[uri] ?? [];
        return [
          title,
          ...edits.map((each) => `  ${range(each.range)} ${JSON.stringify(each.newText)}`),
        ].join('\n');
      })
      .join('\n');
  },
};

const FIXTURES = join(__dirname, 'fixtures');
const SEPARATOR = /^===\n/m;

/** Splits a fixture: its program without the cursor mark, the cursor, the answer. */
function readFixture(path: string): Omit<Case, 'uri'> & { text: string; answer: string } {
  const [marked = '', answer = ''] = readFileSync(path, 'utf8').split(SEPARATOR);
  const offset = Math.max(0, marked.indexOf('|'));
  const lines = marked.slice(0, offset).split('\n');
  return {
    text: marked.replace('|', ''),
    position: { line: lines.length - 1, character: lines.at(-1)!.length },
    typed: /\w*$/.exec(lines.at(-1)!)![0],
    answer: answer.trimEnd(),
  };
}

describe.each(Object.keys(REQUESTS))('%s', (request) => {
  it.each(readdirSync(join(FIXTURES, request)))('%s', async (name) => {
    const { text, position, typed, answer } = readFixture(join(FIXTURES, request, name));
    const uri = `untitled:${request}/${name}`;
    await client.open(uri, text);
    expect(await REQUESTS[request]!({ uri, position, typed })).toBe(answer);
    await client.close(uri);
  });
});

it('completes a function as a call, with its documentation', async () => {
  const uri = 'untitled:snippet';
  await client.open(uri, 'def train(w, g, lr):\n  return inter\n');
  const items = await client.rpc.sendRequest<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: { line: 1, character: 14 },
  });
  const interp = items.find(({ label }) => label === 'interp');
  expect(interp?.insertText).toBe('interp(${1:x}, ${2:y}, ${3:a})');
  expect((interp?.documentation as MarkupContent).value).toContain('(1 − a)·x + a·y');
  await client.close(uri);
});

const SOUND = 'def train(w, g, lr):\n  return lr * g\n';

describe('documents', () => {
  it('are checked again when they change, version by version', async () => {
    const uri = 'untitled:changing';
    await client.open(uri, SOUND.replace('* g', '* gg'));
    expect(await client.diagnostics(uri, 1)).toHaveLength(1);
    const start = { line: 1, character: 15 };
    await client.change(uri, 2, [{ range: { start, end: { line: 1, character: 16 } }, text: '' }]);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
    await client.close(uri);
  });

  it('that change several times at once are answered for the last', async () => {
    const uri = 'untitled:busy';
    await client.open(uri, SOUND);
    await Promise.all([
      client.change(uri, 2, [{ text: 'nonsense here' }]),
      client.change(uri, 3, [{ text: SOUND }]),
    ]);
    expect(await client.diagnostics(uri, 3)).toEqual([]);
    await client.close(uri);
  });

  it('lose their diagnostics when they are closed', async () => {
    const uri = 'untitled:closing';
    await client.open(uri, 'nonsense here');
    expect(await client.diagnostics(uri, 1)).not.toEqual([]);
    await client.close(uri);
    expect(await client.diagnostics(uri, undefined)).toEqual([]);
  });

  it('can be asked for what is wrong with them now', async () => {
    const uri = 'untitled:asked';
    await client.open(uri, SOUND.replace('* g', '* gg'));
    const found = await client.rpc.sendRequest<Diagnostic[]>('optiscope/check', { uri });
    expect(found.map(({ severity }) => severity)).toEqual([1]);
    await client.close(uri);
  });

  it('may end their lines as on Windows', async () => {
    const uri = 'untitled:crlf';
    await client.open(uri, SOUND.replace('* g', '* gg').replaceAll('\n', '\r\n'));
    const [error] = await client.diagnostics(uri, 1);
    expect(error && range(error.range)).toBe('2:15-2:17');
    await client.close(uri);
  });

  it('are counted in UTF-16 units, beyond the basic plane too', async () => {
    const uri = 'untitled:astral';
    await client.open(uri, `"""Descent 𝛁𝓛"""\n# 🎉\nTINY = gg  #: 𝓛\n${SOUND}`);
    const [error] = await client.diagnostics(uri, 1);
    expect(error && range(error.range)).toBe('3:8-3:10');
    await client.close(uri);
  });

  it('that are unknown get empty answers', async () => {
    const textDocument = { uri: 'untitled:never-opened' };
    const position = { line: 0, character: 0 };
    expect(
      await client.rpc.sendRequest('textDocument/hover', { textDocument, position }),
    ).toBeNull();
    expect(await client.rpc.sendRequest('textDocument/codeLens', { textDocument })).toEqual([]);
  });
});
